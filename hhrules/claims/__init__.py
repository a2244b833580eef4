"""The document being judged: its model, its vocabulary, its reader, its history.

- `model` is the claim, of `lines`, `parties`, `chart`, `care` and `records`; `fields` says how each
  field is declared; `derived`, `diagnoses` and `characters` are made of others when rules ask.
- `vocabulary` makes the words of rulebooks of it, `json_schema` and `dictionary` what is published;
  `extend` adds a site's own facts.
- `reader` reads: `quick` a good document, by what `checker` writes from the model; `tidy` one with
  fields that nobody knows; `walk` any, and tells all that is wrong, after `normalise` and `nulls`.
- `history` is what is known of earlier care; `encode` and `kept` put claims down again.
"""
