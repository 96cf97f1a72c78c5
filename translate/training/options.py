"""The configuration of a training: one declaration per option, as in `translate.config`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from translate.config import STARTER_MODEL, Options
from translate.config_file import find_config, load_options
from translate.files import canonical_json, sha256_of_text

EMBEDDED_DATA = "embedded/"
TargetToken = Annotated[str, Field(pattern=r"^>>.+<<$")]
Tokens = dict[str, TargetToken | None]

# A table of two million learnt words by words; guided alignment needs one cell for each pair.
MAX_GUIDED_VOCABULARY = 16_000


class SourceOptions(Options):
    """One source of text: a file, a pattern of files, a folder of outputs, or `embedded/...`."""

    path: str = Field(
        min_length=1,
        description="file, pattern such as *.jsonl, Moses stem such as corpus.fr-en, output folder "
        "of a run, or embedded/... for the text shipped with this program; seen from data_folder",
    )
    format: Literal["auto", "jsonl", "moses", "tmx", "output"] = Field(
        "auto", description="auto: by the name of the file, or by what the folder holds"
    )
    source: str = Field("fr", description="language, JSONL field or file ending of the source")
    targets: Tokens | None = Field(
        None, description="language, field or ending of each target: its token; null: as at the top"
    )
    rows: Literal["human", "clean", "all"] = Field(
        "human", description="output folders: only human translations, all clean rows, or all rows"
    )
    corrections: Path | None = Field(
        None,
        description="output folders: CSV with segment_id and corrected texts, taken as human; seen "
        "from the output folder",
    )
    select: Literal["all", "supported", "nearest_sentence"] = Field(
        "all",
        description="summaries: all; those whose names and numbers the source has; or the sentence "
        "of the source that is nearest to the target, in its place",
    )
    max_source_words: int | None = Field(
        None, ge=10, description="cut the source after so many words (summaries only)"
    )
    per_epoch: int | None = Field(None, ge=1, description="units drawn anew in each epoch")
    hold_out_first: int = Field(0, ge=0, description="never train on the first N units of a file")
    hold_out_every: int = Field(
        20, ge=0, description="never train on every Nth unit of a file; 0: all are learnt"
    )
    licence: str | None = Field(None, description="licence of the text, for the model card")
    origin: str | None = Field(None, description="where the text comes from, for the model card")


class NewModelOptions(Options):
    """The shape of a model that is trained from nothing."""

    vocabulary: int = Field(
        8_000, ge=300, le=64_000, description="at most so many pieces, for all languages"
    )
    width: int = Field(256, ge=16, description="d_model; a multiple of heads")
    feed_forward: int = Field(512, ge=16, description="width of the feed-forward blocks")
    heads: int = Field(4, ge=1, description="attention heads")
    encoder_layers: int = Field(4, ge=1, description="layers of the encoder")
    decoder_layers: int = Field(2, ge=1, description="layers of the decoder")
    translated_start: bool = Field(
        True, description="embeddings start from latent semantic analysis of the translated texts"
    )

    @model_validator(mode="after")
    def _heads_divide_width(self) -> Self:
        if self.width % self.heads:
            msg = f"width {self.width} is not a multiple of heads {self.heads}"
            raise ValueError(msg)
        return self


class BatchOptions(Options):
    """How texts become batches."""

    tokens: int = Field(2_000, ge=64, description="padded target tokens of a batch, in each worker")
    max_pieces: int = Field(256, ge=8, le=512, description="longer pairs are left out and counted")
    sampled_share: float = Field(
        0.25, ge=0, le=1, description="share of sources cut into sampled pieces (Kudo 2018)"
    )
    sampling_alpha: float = Field(0.2, gt=0, le=1, description="smoothing of that sampling")
    join_share: float = Field(
        0.0, ge=0, le=0.5, description="share of units with a second one put behind, if slotless"
    )
    vary_typography: bool = Field(
        True, description="vary quotes, ordinals and percent signs of the French as wire copy does"
    )
    masked_share: float = Field(
        0.0,
        ge=0,
        le=1,
        description="share of English and Vietnamese pairs whose numbers, dates and names become "
        "placeholders such as {N1}, for models that are run with placeholders: true",
    )
    portion: int = Field(
        40_000, ge=100, description="pairs that are composed, sorted and cut at a time"
    )


class OptimizerOptions(Options):
    """How the weights are moved."""

    steps: int = Field(2_000, ge=1, description="steps to take, and the length of the schedule")
    peak_rate: float = Field(1e-4, gt=0, le=1, description="highest learning rate")
    warmup_steps: int = Field(200, ge=1, description="steps of linear warm-up")
    schedule: Literal["inverse_sqrt", "cosine"] = Field(
        "cosine", description="how the rate falls after the warm-up"
    )
    label_smoothing: float = Field(0.1, ge=0, lt=1, description="share given to all other pieces")
    dropout: float = Field(0.1, ge=0, lt=1, description="share of block outputs set to zero")
    weight_decay: float = Field(0.01, ge=0, description="of AdamW")
    clip_norm: float = Field(1.0, gt=0, description="gradients are scaled down to this norm")
    moving_average: float = Field(
        0.999, ge=0, lt=1, description="decay of the averaged weights that are validated; 0: none"
    )
    guided_alignment: float = Field(
        0.0,
        ge=0,
        description="weight of the cost of looking elsewhere than a learnt dictionary says",
    )


class ValidationOptions(Options):
    """When and on what the model is measured."""

    every_steps: int = Field(500, ge=1, description="steps between measurements")
    max_pairs: int = Field(100, ge=1, description="held-out units measured, in each of the sets")
    beam_size: int = Field(1, ge=1, le=8, description="beams; 1 is greedy search")
    max_length_ratio: float = Field(3.0, ge=1, description="as decoding.max_length_ratio of a run")
    patience: int = Field(
        5, ge=0, description="stop after so many validations without a better chrF; 0: never"
    )
    average_last: int = Field(
        4, ge=1, description="validated checkpoints whose mean is measured at the end as well"
    )


class GuardOptions(Options):
    """What an adapted model may not lose."""

    max_general_loss: float = Field(
        1.0, ge=0, description="chrF that general text may lose in any target"
    )
    publish_anyway: bool = Field(False, description="publish and say so, instead of refusing")


class TrainingRuntime(Options):
    """Where training runs."""

    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="auto: cuda when present")
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto", description="of the products; auto: bfloat16 on cuda, float32 on cpu"
    )
    workers: int = Field(
        1, ge=1, le=64, description="processes whose gradients are averaged at each step; 1 on cuda"
    )
    threads: int = Field(0, ge=0, le=512, description="per worker; 0: as torch chooses")
    checkpoint_steps: int = Field(500, ge=1, description="steps between saved states")
    models_dir: Path | None = Field(
        None, description="folder made by `translate models fetch`, searched before the hub"
    )


def _own_targets() -> Tokens:
    return {"en": ">>eng<<", "vi": ">>vie<<"}


class TrainingOptions(Options):
    """All that a training needs to know besides its output folder."""

    start: str | None = Field(
        STARTER_MODEL,
        description="hub name, folder or starter: the model to adapt; null: from nothing",
    )
    revision: str | None = Field(None, description="hub commit, tag or branch of start")
    new_model: NewModelOptions = NewModelOptions()
    targets: Tokens = Field(
        default_factory=_own_targets,
        min_length=1,
        description="target language: its token; null for a model with a single target",
    )
    data_folder: Path = Field(
        Path(), description="folder of relative paths in data; null: that of this file"
    )
    data: tuple[SourceOptions, ...] = Field(min_length=1, description="text to learn")
    general: tuple[SourceOptions, ...] = Field(
        (
            SourceOptions(path=f"{EMBEDDED_DATA}news-*.jsonl", hold_out_first=20, hold_out_every=0),
            SourceOptions(
                path=f"{EMBEDDED_DATA}wire-*.jsonl", hold_out_first=20, hold_out_every=10
            ),
        ),
        description="general text that an adapted model must not forget: replayed and guarded",
    )
    replay_share: float = Field(
        0.3, ge=0, le=0.9, description="share of general text among the pairs, when adapting"
    )
    batches: BatchOptions = BatchOptions()
    optimizer: OptimizerOptions = OptimizerOptions()
    validation: ValidationOptions = ValidationOptions()
    guard: GuardOptions = GuardOptions()
    runtime: TrainingRuntime = TrainingRuntime()
    seed: int = Field(
        7, ge=0, lt=2**32, description="of every draw: equal options, text and seed, equal weights"
    )
    weights: Literal["float16", "float32", "bfloat16"] = Field(
        "float16", description="precision of the weights file"
    )
    name: str = Field("Adapted model", min_length=1, description="title of the model card")
    licence: str | None = Field(
        None, description="licence of the result; null: that of the model it starts from"
    )

    @property
    def is_adapting(self) -> bool:
        """Whether training starts from a model."""
        return self.start is not None

    def digest(self) -> str:
        """The SHA-256 of the options that decide the weights.

        Left out is where training runs, what is published and under which name; the text itself
        has a digest of its own.
        """
        document = self.model_dump(mode="json")
        for name in ("guard", "name", "licence", "weights", "data_folder"):
            del document[name]
        for name in ("device", "threads", "checkpoint_steps", "models_dir"):
            del document["runtime"][name]
        for source in (*document["data"], *document["general"]):
            del source["licence"], source["origin"]
        return sha256_of_text(canonical_json(document))


def find_training_config(name: str) -> Path:
    """The file that `translate train` names: a path, or the name of a shipped configuration.

    >>> find_training_config("adapt").name
    'adapt.yaml'

    Raises:
        ConfigError: there is neither such a file nor such a name.
    """
    return find_config(name, "training")


def load_training_options(path: Path, overrides: Sequence[str] = ()) -> TrainingOptions:
    """Read the YAML options of a training and apply `a.b=VALUE` overrides.

    Raises:
        ConfigError: the file cannot be read or is wrong; every mistake is listed.
    """
    return load_options(
        TrainingOptions, path, overrides, _resolve_paths, "Adapting a model to your own texts"
    )


def _resolve_paths(document: dict[str, Any], folder: Path) -> None:
    """Make paths absolute: the data folder and the start seen from the file."""
    data_folder = document.get("data_folder")
    if data_folder is None or isinstance(data_folder, str):
        base = (folder / Path(data_folder or ".").expanduser()).resolve()
        document["data_folder"] = str(base)
    start = document.get("start")
    if isinstance(start, str) and start.startswith((".", "/", "~")):
        document["start"] = str((folder / Path(start).expanduser()).resolve())
