"""Files as people have them: read to their real end, or refused because they end too early; never cut in silence."""

import io
import os
import re
import struct
import threading
import warnings
from pathlib import Path
from types import SimpleNamespace

import made_audio as made
import numpy as np
import pytest
import soundfile
from made_audio import RATE, song, with_data_length, write
from numpy.testing import assert_allclose, assert_array_equal

from lasaft_nb.audio import flac as flac_frames
from lasaft_nb.audio import open_audio, read_audio
from lasaft_nb.audio.decoder import Decoder, mpeg_frame_bytes
from lasaft_nb.audio.libav import LibavAudio
from lasaft_nb.audio.libsndfile import SndfileAudio
from lasaft_nb.errors import Note, UserError

PADDING = 3000  # samples that a lossy codec may add
FLAC_FRAME = 4608  # samples, as FFmpeg writes them


@pytest.fixture(autouse=True)
def _no_notes() -> None:
    warnings.simplefilter("error", Note)


def shift_of(found: np.ndarray, expected: np.ndarray, reach: int = 3000) -> int:
    """Samples by which ``found`` lies later than ``expected``."""
    n = min(len(found), len(expected))
    spectra = [np.fft.rfft(sound[:n, 0], 2 * n) for sound in (found, expected)]
    match = np.fft.irfft(spectra[0] * spectra[1].conj())
    lags = np.r_[-reach : reach + 1]
    return int(lags[np.argmax(match[lags])])


def check_is(content: object, expected: np.ndarray, *, rate: int = RATE, padding: int = PADDING) -> np.ndarray:
    found, found_rate = read_audio(content)
    assert found_rate == rate
    assert len(expected) <= len(found) <= len(expected) + padding
    assert np.sqrt(np.mean((found[: len(expected)] - expected) ** 2)) < 0.02
    return found


@pytest.mark.parametrize("kind", made.UNCOMPRESSED)
def test_uncompressed_audio_is_read_exactly(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path, made.UNCOMPRESSED[kind]())
    assert_array_equal(read_audio(path)[0], soundfile.read(path, dtype="float32")[0])
    assert isinstance(open_audio(path), SndfileAudio)


@pytest.mark.parametrize("kind", made.COMPRESSED)
def test_compressed_audio_is_read_to_its_end(kind: str) -> None:
    rate = 48000 if kind in ("opus", "webm", "live webm") else RATE
    expected, unprimed = song(rate=rate), kind in ("bare mp3", "aac", "fragmented mp4")
    found, found_rate = read_audio(made.COMPRESSED[kind]())
    assert found_rate == rate
    assert len(expected) <= len(found) + 1024 * (kind == "mka") <= len(expected) + PADDING
    shift = shift_of(found, expected)
    assert 0 < shift < 2600 if unprimed else shift == 0
    found = found[shift : shift + len(expected)]
    assert np.sqrt(np.mean((found - expected[: len(found)]) ** 2)) < 0.02


@pytest.mark.parametrize("kind", [*made.UNCOMPRESSED, *made.COMPRESSED])
@pytest.mark.parametrize("part", [0.3, 0.62, 0.9, 0.985])
def test_what_ends_inside_its_sound_is_refused(tmp_path: Path, kind: str, part: float) -> None:
    content = (made.UNCOMPRESSED | made.COMPRESSED)[kind]()
    path = write(tmp_path, content[: int(part * len(content))])
    with pytest.raises(UserError, match=r"is cut short: .*; copy or export it again$"):
        read_audio(path)


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000])
@pytest.mark.parametrize("kbps", [32, 64, 128])
def test_an_mp3_without_an_info_header_is_whole(rate: int, kbps: int) -> None:
    if rate >= 32000 and kbps < 64:
        pytest.skip("LAME lowers the rate")
    expected = song(rate=rate)
    found, found_rate = read_audio(made.bare_mp3(expected, rate, bit_rate=1000 * kbps))
    assert found_rate == rate
    assert len(expected) < len(found) < len(expected) + 4000


def test_a_variable_bitrate_without_a_xing_header_is_whole() -> None:
    quiet, loud = np.zeros((RATE, 2), np.float32), np.random.default_rng(0).uniform(-0.5, 0.5, (RATE, 2)).astype("f4")
    for parts in ((quiet, loud), (loud, quiet), (quiet, loud, quiet)):
        whole = np.concatenate(parts)
        file = io.BytesIO()
        soundfile.write(file, whole, RATE, format="MP3", bitrate_mode="VARIABLE", compression_level=0.3)
        content = file.getvalue()
        first = content.index(b"Xing") if b"Xing" in content else content.index(b"Info")
        frame = content.rindex(b"\xff\xfb", 0, first)
        length = mpeg_frame_bytes(content[frame : frame + 4])
        found, _ = read_audio(content[:frame] + content[frame + length :])
        assert len(whole) <= len(found) <= len(whole) + 3000


@pytest.mark.parametrize("factor", [0.5, 0.9, 2.0])
def test_a_wrong_count_of_frames_in_an_mp3_loses_nothing(factor: float) -> None:
    content = made.mp3()
    place = content.index(b"Info") + 8
    (count,) = struct.unpack(">I", content[place : place + 4])
    found, _ = read_audio(made.patched(content, place, ">I", int(count * factor)))
    assert len(song()) <= len(found) <= len(song()) + PADDING


@pytest.mark.parametrize("kind", ["mp3", "bare mp3", "aac"])
def test_joined_files_of_frames_are_read_to_the_end(kind: str) -> None:
    alone = len(read_audio(made.COMPRESSED[kind]())[0])
    found = read_audio(made.COMPRESSED[kind]() * 3)[0]
    assert 3 * len(song()) < len(found) < 3 * alone + 2 * PADDING


@pytest.mark.parametrize("form", ["ogg", "opus"])
@pytest.mark.parametrize("n_files", [2, 3, 5])
def test_joined_ogg_files_are_read_one_after_the_other(form: str, n_files: int) -> None:
    parts = [song(0.7, 48000, seed=seed) for seed in range(n_files)]
    contents = [
        made.pcm("OGG", part, 48000) if form == "ogg" else made.encode("libopus", "ogg", part, 48000) for part in parts
    ]
    found = check_is(b"".join(contents), np.concatenate(parts), rate=48000, padding=0)
    assert_array_equal(found[: len(parts[0])], read_audio(contents[0])[0])


def test_what_changes_its_rate_or_its_channels_becomes_what_it_was_at_first() -> None:
    first, second = song(1.0, 44100, 2), song(1.0, 22050, 1, seed=1)
    found, rate = read_audio(made.pcm("OGG", first, 44100) + made.pcm("OGG", second, 22050))
    assert (rate, found.shape[1]) == (44100, 2)
    assert len(found) == pytest.approx(2 * 44100, abs=50)
    expected = np.repeat(song(1.0, 44100, 1, seed=1), 2, axis=1)
    middle = found[50_000:80_000]
    assert np.sqrt(np.mean((middle - expected[50_000 - 44100 : 80_000 - 44100]) ** 2)) < 0.1


@pytest.mark.parametrize("rate", [8000, 22050, 44100, 48000])
@pytest.mark.parametrize("channels", [1, 2])
def test_raw_aac_is_read(rate: int, channels: int) -> None:
    found, found_rate = read_audio(made.encode("aac", "adts", song(3.0, rate, channels), rate))
    assert (found_rate, found.shape[1]) == (rate, channels)
    assert 3 * rate < len(found) < 3 * rate + 3000


LENGTHS = (0, 0x7F000000, 0x7FFFF000, 0x7FFFFFFF, 0x7FFFFFFC, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFF - 36)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"])
def test_a_wav_from_a_pipe_is_read_to_its_end(tmp_path: Path, length: int, subtype: str) -> None:
    whole = made.pcm("WAV", subtype=subtype)
    expected = soundfile.read(write(tmp_path, whole), dtype="float32")[0]
    assert_array_equal(read_audio(with_data_length(whole, length))[0], expected)


@pytest.mark.parametrize(
    ("form", "name", "place", "code", "length"),
    [
        ("AU", b".snd", 8, ">I", 0xFFFFFFFF),
        ("AIFF", b"SSND", 4, ">I", 0),
        ("AIFF", b"SSND", 4, ">I", 0x7F000000),
        ("CAF", b"data", 4, ">q", -1),
        ("RF64", b"ds64", 16, "<Q", 0),
    ],
)
def test_other_headers_written_before_the_length_was_known(
    form: str, name: bytes, place: int, code: str, length: int
) -> None:
    whole = made.pcm(form)
    found = read_audio(made.patched(whole, whole.index(name) + place, code, length))[0]
    assert_array_equal(found, read_audio(whole)[0])


def test_an_adpcm_wav_from_a_pipe_is_read_too() -> None:
    whole = made.pcm("WAV", subtype="IMA_ADPCM")
    found = read_audio(with_data_length(whole, 0))[0]
    assert_allclose(found[: len(song())], song(), atol=0.05)


def test_an_empty_wav_with_a_chunk_behind_it_is_empty() -> None:
    wav = made.pcm("WAV", np.zeros((0, 2)))
    with pytest.raises(UserError, match="holds no samples; export it again"):
        read_audio(wav + b"LIST" + struct.pack("<I", 4) + b"INFO")


@pytest.mark.parametrize("extra", [0, 400, 176_400])
def test_a_wav_beyond_4_gib_is_read_whole(tmp_path: Path, extra: int) -> None:
    """Its length is written modulo 4 GiB. The file is sparse; only its end is looked at."""
    path = write(tmp_path, with_data_length(made.pcm("WAV"), extra))
    start = path.read_bytes().index(b"data") + 8
    with path.open("r+b") as file:
        file.truncate(start + 2**32 + extra)
    audio = open_audio(path)
    assert audio.n_samples == (2**32 + extra) // 4
    assert isinstance(audio, SndfileAudio)
    assert audio.part(audio.n_samples - 10, audio.n_samples).shape == (10, 2)


def flac(total: int | None = None) -> bytes:
    """Two seconds in twenty frames; ``total`` samples as the header has it, where it is to be another number."""
    whole = made.COMPRESSED["flac"]()
    if total is None:
        return whole
    place = whole.index(b"fLaC") + 8 + 10
    (packed,) = struct.unpack(">Q", whole[place : place + 8])
    return made.patched(whole, place, ">Q", packed >> 36 << 36 | total)


@pytest.mark.parametrize("total", [0, len(song()) // 2, len(song()) * 2 // 3])
def test_a_flac_with_a_wrong_total_is_read_to_its_end(total: int) -> None:
    assert_allclose(read_audio(flac(total))[0], song(), atol=1e-4)


def heads(content: bytes) -> list[int]:
    """Where frames of flac begin."""
    places = [match.start() for match in re.finditer(b"\xff\xf8", content)]
    ends = [*places[1:], len(content)]
    return [place for place, end in zip(places, ends, strict=True) if flac_frames.is_whole(content[place:end])]


@pytest.mark.parametrize("total", [None, 0])
@pytest.mark.parametrize("copies", [1, 2, 3])
@pytest.mark.parametrize("frame", [1, 7, 12])
def test_a_damaged_flac_says_how_much_is_missing_and_nothing_is_shifted(
    total: int | None, copies: int, frame: int
) -> None:
    content, place = flac(total), heads(flac(total))[frame]
    changed = made.patched(content, place + 2, ">H", 0xFFFF)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", Note)
        found, rate = read_audio(content * (copies - 1) + changed)
    expected = np.tile(song(), (copies, 1))
    assert len(found) == len(expected)
    different = np.abs(found - expected).max(axis=1) > 1e-3
    assert different.mean() * len(found) <= FLAC_FRAME
    (note,) = [str(note.message) for note in told if "is damaged" in str(note.message)]
    assert f"parts are missing, {FLAC_FRAME / rate:.2f} s are silent instead" in note
    assert (f"part {copies} of {copies}" in note) == (copies > 1)


@pytest.mark.parametrize("part", [0, 1])
def test_a_flac_without_its_last_frame_is_refused_wherever_it_was_joined(part: int) -> None:
    whole = flac()
    parts = [whole, whole]
    parts[part] = whole[: heads(whole)[-1]]
    said = rf"part {part + 1} of 2, is cut short: its header announces 2\.00 s, it holds 1\.99 s"
    with pytest.raises(UserError, match=said):
        read_audio(b"".join(parts))


def test_a_joined_flac_with_tags_before_its_parts_is_read_whole() -> None:
    tag = b"ID3\x04\x00\x00\x00\x00\x00\x14TIT2\x00\x00\x00\x0a\x00\x00\x03Song title"[:30]
    found, _ = read_audio((tag + flac()) * 2)
    assert_allclose(found, np.tile(song(), (2, 1)), atol=1e-4)


def test_a_flac_that_begins_amid_a_recording_has_no_silence_before_it() -> None:
    content, places = flac(0), heads(flac(0))
    found, _ = read_audio(content[: places[0]] + content[places[10] :])
    assert_allclose(found, song()[10 * FLAC_FRAME :], atol=1e-4)


@pytest.mark.parametrize("at", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("kind", ["m4a", "m4a, index first", "fragmented mp4"])
def test_damage_in_an_m4a_does_not_shift_what_follows(kind: str, at: float) -> None:
    healthy = made.COMPRESSED[kind]()
    start = healthy.index(b"mdat") if kind == "m4a" else healthy.rindex(b"mdat")
    place = start + int(at * (len(healthy) - start) * (0.8 if kind == "m4a" else 1))
    changed = healthy[:place] + b"\xff" * 900 + healthy[place + 900 :]
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", Note)
        found, _ = read_audio(changed)
    expected, _ = read_audio(healthy)
    assert len(found) == len(expected)
    same = np.abs(found - expected).max(axis=1) < 1e-3
    assert same[:1000].all() and same.mean() > 0.8
    assert [note for note in told if "is damaged" in str(note.message)]


@pytest.mark.parametrize("channels", [(49, "fltp"), (3, "fltp")])
@pytest.mark.parametrize("rate", [44100, 1])
def test_what_damage_makes_of_a_frame_is_silent_or_left_out(channels: tuple[int, str], rate: int) -> None:
    """A damaged aac frame can claim dozens of channels, on which PyAV ends the process, and any rate."""
    count, kind = channels
    layout = SimpleNamespace(nb_channels=count)
    frame = SimpleNamespace(samples=1024, sample_rate=rate, layout=layout, format=SimpleNamespace(name=kind))
    stream = SimpleNamespace(codec_context=SimpleNamespace(name="aac"))
    decoder = Decoder(None, stream)
    healthy = SimpleNamespace(samples=1024, sample_rate=44100)
    kept = [one for one in (healthy, frame) if decoder._is_whole(one)]
    assert len(kept) == 1 + (rate == 44100)
    assert not decoder.sound(frame).any()
    assert decoder.n_damaged == 1 + (rate == 1)


@pytest.mark.parametrize("seconds", [0.25, 1.0, 2.5])
@pytest.mark.parametrize("form", ["mp4", "matroska"])
def test_sound_that_begins_late_does_so(form: str, seconds: float) -> None:
    content = made.encode("aac", form, song(), delay=seconds)
    found, _ = read_audio(content)
    silent = np.flatnonzero(np.abs(found).max(axis=1) > 0.02)[0]
    assert silent == pytest.approx(seconds * RATE, abs=300)


NAMES = {
    "song.mp3": "m4a",
    "song.wav": "m4a",
    "song.flac": "ogg",
    "song.ogg": "flac",
    "other.wav": "mp3",
    "other.mp3": "wav",
    "song": "opus",
    "song.txt": "W64",
    "song.m4a": "AIFF",
    "other.m4a": "webm",
    "video.mp4": "mka",
    "other.flac": "aac",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_content_decides_and_not_the_name(tmp_path: Path, name: str) -> None:
    content = (made.UNCOMPRESSED | made.COMPRESSED)[NAMES[name]]()
    assert_array_equal(read_audio(write(tmp_path, content, name))[0], read_audio(content)[0])


def test_what_libsndfile_knows_and_cannot_decode_is_read_by_ffmpegs_libraries() -> None:
    content = made.encode("alac", "caf", song())
    assert_allclose(read_audio(content)[0][: len(song())], song(), atol=1e-4)
    mp3_in_wav = made.encode("libmp3lame", "wav", song())
    found, _ = read_audio(mp3_in_wav)
    assert len(song()) <= len(found) <= len(song()) + PADDING


@pytest.mark.parametrize(
    "content",
    [
        b"I am a poem, not a song.\n" * 50,
        b"\x89PNG\r\n\x1a\n" + bytes(500),
        b"PK\x03\x04" + bytes(500),
        b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(500),
        b"#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1:9/x.ts\n",
        b"ffconcat version 1.0\nfile '/etc/hostname'\n",
        bytes(5000),
        b"fLaC" + bytes(500),
    ],
)
def test_what_is_no_audio_is_refused_with_the_reason(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UserError, match=r"song\.mp3 is not audio that can be read \(.+\); copy or export it again$"):
        read_audio(write(tmp_path, content, "song.mp3"))


@pytest.mark.parametrize("kind", ["wav", "m4a", "mp3", "ogg"])
@pytest.mark.parametrize("way", ["a pipe", "bytes", "an open file", "a file in memory", "standard input"])
def test_pipes_and_open_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, way: str) -> None:
    content = (made.UNCOMPRESSED | made.COMPRESSED)[kind]()
    expected = read_audio(write(tmp_path, content))[0]
    source: object = {"bytes": content, "a file in memory": io.BytesIO(content), "standard input": "-"}.get(way)
    if way == "a pipe":
        source = tmp_path / "pipe"
        os.mkfifo(source)
        threading.Thread(target=source.write_bytes, args=(content,), daemon=True).start()
    if way == "an open file":
        source = (tmp_path / "song").open("rb")
    if way == "standard input":
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert_array_equal(read_audio(source)[0], expected)


def test_audio_can_be_read_twice_and_given_on() -> None:
    audio = open_audio(io.BytesIO(made.pcm("WAV")))
    assert open_audio(audio) is audio
    assert_array_equal(audio.read(), audio.read())
    assert isinstance(open_audio(made.mp3()), LibavAudio)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (io.StringIO("text"), "the open file gives text; open it with mode 'rb'"),
        (b"", r"the file in memory is empty \(0 bytes\)"),
        ("x" * 300 + ".wav", "does not exist; check the path"),
        (os.fsdecode(b"caf\xe9.wav"), "does not exist; check the path"),
    ],
)
def test_what_is_no_file_is_refused_in_words(source: object, words: str) -> None:
    with pytest.raises(UserError, match=words):
        open_audio(source)


def test_a_name_that_is_not_utf_8_is_read(tmp_path: Path) -> None:
    for kind, content in (("wav", made.pcm("WAV")), ("m4a", made.COMPRESSED["m4a"]())):
        path = write(tmp_path, content, os.fsdecode(b"caf\xe9." + kind.encode()))
        assert len(read_audio(path)[0]) >= len(song())


@pytest.mark.parametrize("scale", [32767.0, 2.0**23, 1e30])
def test_whole_numbers_stored_as_floats_are_told_apart(tmp_path: Path, scale: float) -> None:
    path = write(tmp_path, made.pcm("WAV", (song() * scale).astype(np.float32), subtype="FLOAT"))
    with pytest.raises(UserError, match=r"where full scale is 1; if they are whole numbers .* divide those of 16 bits"):
        read_audio(path)
    with pytest.raises(UserError, match="full scale is 1"):
        list(open_audio(song() * scale).blocks())


def test_twenty_decibels_beyond_full_scale_are_read() -> None:
    loud = (song() * 10).astype(np.float32)
    assert_array_equal(read_audio(made.pcm("WAV", loud, subtype="FLOAT"))[0], loud)


def test_memory_does_not_grow_with_the_song(tmp_path: Path) -> None:
    for content in (made.pcm("WAV", song(30.0)), made.mp3(song(30.0)), made.encode("aac", "ipod", song(30.0))):
        blocks = [len(block) for block in open_audio(write(tmp_path, content)).blocks()]
        assert len(blocks) > 10
        assert max(blocks) < 100_000


Refusals = {
    "trunc_aiff.aiff": "is cut short",
    "trunc_ogg.ogg": "is cut short",
    "trunc_rf64.wav": "is cut short",
    "trunc_w64.w64": "is cut short",
    "int16_scale_float.wav": "full scale is 1",
    "int32_as_float.wav": "full scale is 1",
}
LENGTHS_OF_SHARED: dict[str, tuple[int, int]] = {  # at least, at most: the sound, and what codecs add
    "cbr_noinfo.mp3": (176_400, 178_560),
    "chained.ogg": (352_800, 352_800),
    "concat.mp3": (352_800, 357_200),
    "dots/Dr. A.wav": (22_050, 22_050),
    "dots/Dr. B.wav": (22_050, 22_050),
    "hdr_0.wav": (44_100, 44_100),
    "hdr_7ffff000.wav": (44_100, 44_100),
    "hires_352800.wav": (35_280, 35_280),
    "long.aac": (264_600, 266_240),
    "m4a_named.mp3": (176_400, 177_152),
    "m4a_named.wav": (176_400, 177_152),
    "oggflac.ogg": (44_100, 44_100),
    "short.wav": (44_100, 44_100),
    "streamed.flac": (44_100, 44_100),
    "vbr_noinfo.mp3": (176_400, 178_560),
}


@pytest.mark.parametrize("name", [*LENGTHS_OF_SHARED, *Refusals])
def test_files_from_public_bug_reports(shared: Path, name: str) -> None:
    folder = shared / "cases" / "inputs"
    if not folder.is_dir():
        pytest.skip("the files of the bug reports are not here")
    if name in Refusals:
        with pytest.raises(UserError, match=Refusals[name]):
            read_audio(folder / name)
        return
    least, most = LENGTHS_OF_SHARED[name]
    assert least <= len(read_audio(folder / name)[0]) <= most
    assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} == {
        *LENGTHS_OF_SHARED,
        *Refusals,
    }
