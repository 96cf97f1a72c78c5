"""How good an output is beside human references: `translate evaluate OUTPUT --references DIR`.

Translations get BLEU, chrF and chrF++ as sacreBLEU counts them, with its signatures; summaries get
ROUGE-1, 2 and L over Unicode words. Every figure has a bootstrap interval. Segments are scored as
they stand: what the checks blocked is scored too, and its share is shown.

References are a folder in one of three forms, and the first two may be mixed:

* files aligned by line, `NAME.fr` with `NAME.en` or `NAME.vi` (or `.fra`, `.eng`, `.vie`, as FLORES
  has them), and `NAME.ids` with the segment ids if there are any: so an exported
  `parallel/corpus.fr-en.{fr,en,ids}` is a reference too;
* JSON lines: `{"fr": "...", "en": "...", "vi": "..."}`, with `segment_id` beside or instead of
  `fr`; a summary is `{"article_id": "...", "summary_fr": "...", "summary_en": "..."}`;
* another finished output folder.

A reference belongs to a segment by its id, if the source text agrees or is not given, and else by
its source text (NFC, white space folded). Several references of one source text are all used.
"""
