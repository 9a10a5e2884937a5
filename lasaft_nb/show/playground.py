"""The Audio Manipulation Language to try: type a sentence, see how it is read, hear what it does to four stems."""

from collections.abc import Mapping
from html import escape

from lasaft_nb.audio.waveform import WaveformLike, as_samples, in_channels
from lasaft_nb.show.audio import PLAYER_SCRIPTS, mp3
from lasaft_nb.show.html import Html, attributes, data_uri, inline, script_json

SCRIPTS = (
    "aml-nearest.js",
    "aml-language.js",
    "aml-effects.js",
    "aml-tree.js",
    *PLAYER_SCRIPTS,
    "aml-playground.js",
)
STILL = "Without JavaScript nothing can be typed here. Hear one sentence, “{start}”:"


def playground(
    stems: Mapping[str, WaveformLike],
    sample_rate: int,
    *,
    start: str = "apply heavy lowpass to drums",
    answers: Mapping[str, WaveformLike] | None = None,
    network: str = "AMSS-Net",
    quality: float = 0.7,
) -> Html:
    """A page part in which sentences are typed or clicked together, parsed as by `aml.parse`, and heard.

    The page makes the effects itself, from the stems. ``answers`` maps sentences to what ``network`` made of the
    mixture before; they are heard beside the target. Waveforms at ``sample_rate`` Hz: see `as_samples`. The
    grammar, its messages and the settings of the effects come from `aml.export.language`; without JavaScript
    ``start`` can be heard before and after.

    Raises:
        AmlError: ``start`` or a key of ``answers`` is no sentence of the language.
        ValueError: the stems are not those that the language can name, and others, all of one length.
    """
    from lasaft_nb import aml
    from lasaft_nb.aml.export import language

    sounds = {name: in_channels(as_samples(stem), 2) for name, stem in stems.items()}
    pair = aml.apply(aml.parse(start), sounds, sample_rate)
    parts = [_audio(name, sound, sample_rate, quality, stem=name) for name, sound in sounds.items()]
    for sentence, sound in (answers or {}).items():
        meant = str(aml.parse(sentence))
        label = f"{network}, “{meant}”"
        parts.append(_audio(label, as_samples(sound), sample_rate, quality, sentence=meant))
    still = [_audio(name, sound, sample_rate, quality) for name, sound in zip(("before", "after"), pair, strict=True)]
    data = script_json(language())
    seconds = len(pair[0]) / sample_rate
    about = {"rate": sample_rate, "start": start, "network": network, "duration": f"{seconds:.3f}"}
    html = (
        f"<aml-playground{attributes(about)}><noscript><p>{escape(STILL.format(start=start))}</p>{''.join(still)}"
        f"</noscript>{''.join(parts)}<script type='application/json'>{data}</script></aml-playground>"
    )
    text = f"playground: sentences on {', '.join(sounds)}, {seconds:.1f} s; {network} answers {len(answers or {})}"
    return Html(inline("show.css", "playground.css") + html + inline(*SCRIPTS), text)


def _audio(label: str, sound: WaveformLike, sample_rate: int, quality: float, **data: str) -> str:
    """One sound with the browser's own controls; ``data`` says what it is to the script."""
    uri = data_uri("audio/mpeg", mp3(as_samples(sound), sample_rate, quality=quality))
    about: dict[str, object] = {f"data-{name}": value for name, value in data.items()}
    about |= {"controls": True, "preload": "none", "aria-label": label, "src": uri}
    return f"<p>{escape(label)}: <audio{attributes(about)}></audio></p>"
