"""Players: one sound, or the stems of a song in step, as MP3 inside the page; and a spectrum made audible.

Sample rates are in Hz.
"""

import io
from collections.abc import Mapping
from html import escape

import numpy as np
import numpy.typing as npt

from lasaft_nb.audio.waveform import WaveformLike, as_samples
from lasaft_nb.show.html import Html, attributes, content_id, data_uri, inline, required_text
from lasaft_nb.show.spectrograms import picture_of_spectrogram

MP3_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)  # Hz
PLAYER_SCRIPTS = ("one-sound.js", "sound.js", "spectrogram.js", "listening-test.js", "stem-player.js")


def mp3(samples: np.ndarray, sample_rate: int, *, quality: float = 0.65) -> bytes:
    """Samples (n, c) as MP3 of the same length; rates that MP3 lacks are resampled to the next one it has.

    ``quality`` runs from 0 (best) to 0.8 (3 s of one channel at 16 kHz in 14 kB). The bitrate is an average: at a
    constant one the smallest files lose their exact length.
    """
    import soundfile

    if sample_rate not in MP3_RATES:
        import soxr

        target = min((rate for rate in MP3_RATES if rate > sample_rate), default=MP3_RATES[-1])
        samples, sample_rate = soxr.resample(samples, sample_rate, target), target
    buffer = io.BytesIO()
    options = {"compression_level": min(quality, 0.8), "bitrate_mode": "AVERAGE"}
    soundfile.write(buffer, samples, sample_rate, format="MP3", subtype="MPEG_LAYER_III", **options)
    return buffer.getvalue()


def _loud_enough(sounds: Mapping[str, np.ndarray], *, together: bool) -> tuple[dict[str, np.ndarray], str]:
    """The sounds, all turned down alike when one (or their sum) would clip, and a note that says so."""
    heard = list(sounds.values()) + ([_sum(sounds)] if together else [])
    peak = max(float(np.abs(sound).max(initial=0)) for sound in heard)
    if peak <= 1:
        return dict(sounds), ""
    return {name: sound / peak for name, sound in sounds.items()}, f" (turned down by {20 * np.log10(peak):.1f} dB)"


def _sum(sounds: Mapping[str, np.ndarray]) -> np.ndarray:
    """Sum of sounds (n, c); a mono sound goes to both sides."""
    return np.sum([np.broadcast_to(sound, (len(sound), 2)) for sound in sounds.values()], axis=0)


def player(waveform: WaveformLike, sample_rate: int, label: str, *, quality: float = 0.65) -> Html:
    """One sound with the browser's own controls, and ``label`` above them; it stops whatever else sounds in the page.

    A sound that would clip is turned down and the label says by how much. Shapes: see `as_samples`.

    Raises:
        ValueError: an empty label, or a waveform that can't be played.
    """
    required_text(label, argument="label")
    sounds, note = _loud_enough({label: as_samples(waveform)}, together=False)
    samples = sounds[label]
    uri = data_uri("audio/mpeg", mp3(samples, sample_rate, quality=quality))
    about = {"controls": True, "preload": "none", "aria-label": label + note, "src": uri}
    caption = f"<figcaption>{escape(label + note)}</figcaption>"
    html = f"<figure class='lasaft-player'>{caption}<audio{attributes(about)}></audio></figure>"
    return Html(
        inline("show.css") + html + inline("one-sound.js"), f"player: {label}{note}, {len(samples) / sample_rate:.1f} s"
    )


def stem_player(
    stems: Mapping[str, WaveformLike],
    sample_rate: int,
    label: str,
    *,
    compare: bool = False,
    quality: float = 0.65,
) -> Html:
    """Several sounds of one length in step, each with mute, solo and volume, under a spectrogram with a cursor.

    ``stems`` maps a name to a waveform (see `as_samples`); all are turned down alike where they would clip. With
    ``compare`` exactly one is heard at a time, first the first: for a mixture beside its estimates; there is a switch
    that brings all to one level, and a blind test (ABX) of two of them with a score. The spectrogram is of what is
    heard, and the page draws it anew when a switch changes that. It stops whatever else sounds in the page.

    Raises:
        ValueError: no stems, an empty label, or unequal lengths.
    """
    required_text(label, argument="label")
    if not stems:
        raise ValueError("stems must hold at least one sound, got none")
    raw = {name: as_samples(sound) for name, sound in stems.items()}
    lengths = {name: len(sound) for name, sound in raw.items()}
    if len(set(lengths.values())) != 1:
        raise ValueError(f"stems must have one length, got {lengths} samples")
    sounds, note = _loud_enough(raw, together=not compare)
    drawn = next(iter(sounds)) if compare else ""
    image = _image(sounds[drawn] if drawn else _sum(sounds), sample_rate, name=drawn or "all of them together")
    audio = "".join(_stem(name, mp3(sound, sample_rate, quality=quality)) for name, sound in sounds.items())
    seconds = next(iter(lengths.values())) / sample_rate
    about = {"id": content_id("stems", label, audio), "label": label + note, "duration": f"{seconds:.3f}"}
    head = f"<stem-player{attributes(about | {'compare': compare})}><p>{escape(label + note)}</p>"
    html = inline("show.css") + head + image + audio + "</stem-player>" + inline(*PLAYER_SCRIPTS)
    return Html(html, f"stem player: {label}{note}; {', '.join(stems)}; {seconds:.1f} s")


def _image(sound: np.ndarray, sample_rate: int, *, name: str) -> str:
    source = data_uri("image/png", picture_of_spectrogram(sound, sample_rate))
    alt = f"Spectrogram of {name}: time runs to the right, frequency upwards to 8 kHz"
    about = {"src": source, "alt": alt, "style": "width: 100%; aspect-ratio: 45 / 8"}
    return f"<img{attributes(about)}>"


def _stem(name: str, content: bytes) -> str:
    uri = data_uri("audio/mpeg", content)
    about = {"controls": True, "preload": "none", "data-stem": name, "aria-label": name, "src": uri}
    return f"<p>{escape(name)}: <audio{attributes(about)}></audio></p>"


def sum_of_sines(
    magnitudes: npt.ArrayLike, *, bin_hz: float, sample_rate: int, seconds: float = 1.5, strongest: int | None = None
) -> npt.NDArray[np.float32]:
    """Sines at the centres of the bins, (k + 1/2) * bin_hz, as loud as ``magnitudes`` (f,) say; peak 0.5.

    Args:
        magnitudes: (f,), signs are ignored: an ear hardly hears the phase of a steady partial.
        bin_hz: Hz between bins.
        sample_rate: of the sound, in Hz; bins at half of it or above are left out.
        seconds: length, with 20 ms of fading at either end.
        strongest: keep only so many bins; None keeps all.

    Returns:
        (n,), zeros where all magnitudes are zero.

    Raises:
        ValueError: not a vector, or a value that is not finite.
    """
    level = np.abs(np.asarray(magnitudes, dtype=np.float64))
    if level.ndim != 1 or not np.isfinite(level).all():
        raise ValueError(f"magnitudes must be a finite vector (f,), got shape {level.shape}")
    hz = (np.arange(len(level)) + 0.5) * bin_hz
    level = np.where(hz < sample_rate / 2, level, 0.0)
    kept = np.argsort(-level, kind="stable")[:strongest]
    kept = kept[level[kept] > 0]
    time = np.arange(round(seconds * sample_rate)) / sample_rate
    phase = np.pi * kept**2 / max(1, len(level))  # Schroeder's: partials that start together would click
    sound = np.zeros_like(time)
    for k, start in zip(kept, phase, strict=True):
        sound += level[k] * np.sin(2 * np.pi * hz[k] * time + start)
    sound *= np.clip(np.minimum(time, time[::-1]) / 0.02, 0, 1)
    peak = np.abs(sound).max(initial=0)
    return (0.5 * sound / peak if peak > 0 else sound).astype(np.float32)
