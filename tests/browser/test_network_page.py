"""A network in the page: it separates as Python does, from a server and from a folder, and fetches nothing unasked."""

import base64
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
import torch
from book_site import module
from browser_driver import axe_faults, screen, wait_for

from lasaft_nb import Separator
from lasaft_nb.blocks import TDF
from lasaft_nb.data import tracks
from lasaft_nb.inference.pretrained import load
from lasaft_nb.probes.ablation import by_block
from lasaft_nb.probes.latent_attention import attend_as, attend_only

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RATE = 22050
PART = "const part = document.querySelector('network-page');"
TFC_TDF, CUNET = module("book/_ext/network_page.py").NETWORKS.values()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A site of one page with the book's policy, and the files of the networks."""
    site, part = tmp_path_factory.mktemp("site"), module("book/_ext/network_page.py")
    module("tools/export_browser_networks.py").write(site / "_static/network")
    policy = module("book/_ext/content_policy.py").meta("book/network_in_the_page")
    html = part.network_page(part.NETWORKS, part.CLIPS, folder="../_static/network/")
    phone = '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
    head = f'<!doctype html><html lang="en"><meta charset="utf-8">{policy}{phone}<title>x</title>'
    (site / "book").mkdir()
    (site / "book/page.html").write_text(f"{head}<main><h1>A network</h1>{html}</main>", "utf-8")
    return site


@pytest.fixture
def page(browser, folder: Path):
    browser.set_script_timeout(120)
    screen(browser, width=390, theme="light")
    browser.get((folder / "book/page.html").as_uri())
    return browser


@pytest.fixture(scope="module")
def songs(nano: Path, tmp_path_factory) -> dict[str, Path]:
    """Three clips: stereo and longer than a window; mono and shorter; so quiet that it is brought to another level."""
    made, folder = {}, tmp_path_factory.mktemp("songs")
    for name, track in zip(("long", "mono", "quiet"), tracks(nano), strict=True):
        made[name] = soxr.resample(track.mixture(), track.sample_rate, RATE).astype(np.float32)
    made["long"] = np.concatenate((made["long"], made["mono"], made["quiet"]))[: 15 * RATE]
    made["mono"], made["quiet"] = made["mono"][: 4 * RATE].mean(axis=1, keepdims=True), made["quiet"] * 0.03
    for name, samples in made.items():
        soundfile.write(folder / f"{name}.wav", samples, RATE, subtype="FLOAT")
    return {name: folder / f"{name}.wav" for name in made}


def choose(browser, song: Path, *, network: str = TFC_TDF, target: str = "vocals") -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import Select

    network_menu, target_menu = browser.find_elements(By.CSS_SELECTOR, "network-page .np-networks select")
    Select(network_menu).select_by_value(str([TFC_TDF, CUNET].index(network)))
    Select(target_menu).select_by_value(target)
    browser.find_element(By.CSS_SELECTOR, "network-page input[type=file]").send_keys(str(song))
    wait_for(browser, f"{PART} return part.status.textContent.endsWith('Press Separate.')")


def press(browser, name: str) -> None:
    from selenium.webdriver.common.by import By

    buttons = browser.find_elements(By.CSS_SELECTOR, "network-page button")
    next(one for one in buttons if one.text == name).click()


def said(browser) -> str:
    return browser.execute_script(f"{PART} return part.status.textContent")


def separated(browser) -> dict[str, np.ndarray]:
    """Press the button; the sounds (n, c) that come of it."""
    press(browser, "Separate")
    wait_for(browser, f"{PART} return !part.run", seconds=120)
    found = estimates(browser)
    assert found, said(browser)
    return found


def estimates(browser) -> dict[str, np.ndarray]:
    """What the page has separated, (n, c) of each source."""
    bytes_of = "(side) => btoa(Array.from(new Uint8Array(side.buffer), (one) => String.fromCharCode(one)).join(''))"
    found = browser.execute_script(
        f"{PART} return Object.entries(part.estimates ?? {{}}).map(([name, sides]) => [name, sides.map({bytes_of})])"
    )
    return {name: np.stack([np.frombuffer(base64.b64decode(one), "<f4") for one in sides], 1) for name, sides in found}


def python_gives(song: Path, *, network: str, target: str) -> np.ndarray:
    samples, _ = soundfile.read(song, dtype="float32", always_2d=True)
    separator = Separator.from_pretrained(network, device="cpu", engine="torch")
    return separator.separate(samples, target, sample_rate=RATE, layout="nc", progress=False)


def error_db(found: np.ndarray, right: np.ndarray) -> float:
    return float(10 * np.log10(np.sum((found - right) ** 2) / np.sum(right**2)))


@pytest.mark.parametrize("song", ["long", "mono", "quiet"])
@pytest.mark.parametrize(("network", "target"), [(TFC_TDF, "vocals"), (CUNET, "drums")])
def test_what_the_page_separates_is_what_python_separates(page, songs, song: str, network: str, target: str) -> None:
    choose(page, songs[song], network=network, target=target)
    found = separated(page)
    assert list(found) == [target]
    assert error_db(found[target], python_gives(songs[song], network=network, target=target)) < -60
    assert ("was brought to the level" in said(page)) == (song == "quiet")
    assert "times as fast as it plays" in said(page)


def test_a_song_at_another_rate_is_nearly_what_python_separates(page, nano: Path, tmp_path: Path) -> None:
    track = tracks(nano, "test")[0]
    soundfile.write(tmp_path / "song.wav", track.mixture(), track.sample_rate, subtype="FLOAT")
    choose(page, tmp_path / "song.wav")
    found, separator = separated(page)["vocals"], Separator.from_pretrained(TFC_TDF, device="cpu", engine="torch")
    heard = soxr.resample(track.mixture(), track.sample_rate, RATE).astype(np.float32)
    right = separator.separate(heard, "vocals", sample_rate=RATE, progress=False)
    assert abs(len(found) - len(right)) <= 1
    n = min(len(found), len(right))
    assert error_db(found[:n], right[:n]) < -30  # browsers resample in their own way


def test_what_the_microphone_hears_is_separated(browser, folder: Path) -> None:
    with module("tools/site_report.py").served(folder) as address:
        browser.get(f"{address}book/page.html")
        press(browser, "record with the microphone")
        wait_for(browser, f"{PART} return part.recorder?.state === 'recording'")
        browser.execute_async_script("setTimeout(arguments[0], 1000)")
        press(browser, "stop recording")
        wait_for(browser, f"{PART} return part.status.textContent.startsWith('your recording: ')", seconds=30)
        found = separated(browser)["vocals"]
        assert len(found) > 0.5 * RATE
        assert np.abs(browser.execute_script(f"{PART} return Array.from(part.song.sides[0])")).max() > 0.01


def test_all_four_sources_are_given_from_a_server_too(browser, folder: Path, songs) -> None:
    screen(browser, width=1280, theme="dark")
    with module("tools/site_report.py").served(folder) as address:
        browser.get(f"{address}book/page.html")
        loaded = "return performance.getEntriesByType('resource').map((one) => one.name)"
        assert browser.execute_script(loaded) == []
        choose(browser, songs["mono"], network=CUNET, target="all")
        found = separated(browser)
        names = [Path(name).stem for name in browser.execute_script(loaded) if not name.startswith("data:")]
        assert sorted(names) == sorted(["runtime", CUNET.replace("/", "--")])
    for target in ("vocals", "drums", "bass", "other"):
        assert error_db(found[target], python_gives(songs["mono"], network=CUNET, target=target)) < -60


def test_moved_latent_sources_are_heard_as_python_hears_them(page, songs) -> None:
    choose(page, songs["long"], network=CUNET, target="bass")
    before = separated(page)["bass"]
    page.execute_script(
        f"{PART} part.latent.sliders.forEach(({{ slider }}, l) => "
        "{ slider.value = l === 1 ? 1 : 0; slider.dispatchEvent(new Event('input')); })"
    )
    after = separated(page)["bass"]
    samples, _ = soundfile.read(songs["long"], dtype="float32", always_2d=True)
    separator = Separator.from_pretrained(CUNET, device="cpu", engine="torch")
    with attend_only(separator.model.network, 1):
        right = separator.separate(samples, "bass", sample_rate=RATE, progress=False)
    assert error_db(after, right) < -60 < error_db(before, right)
    press(page, "other")  # one of the buttons "weights as for": a short song is separated anew at once
    wait_for(page, f"{PART} return !part.run", seconds=120)
    with attend_as(separator.model.network, 3):
        right = separator.separate(samples, "bass", sample_rate=RATE, progress=False)
    assert error_db(estimates(page)["bass"], right) < -60
    press(page, "bass")
    wait_for(page, f"{PART} return !part.run", seconds=120)
    np.testing.assert_allclose(estimates(page)["bass"], before, atol=1e-6)


def test_the_share_of_a_tdf_is_that_of_its_maps_in_python(page, songs) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import Select

    choose(page, songs["mono"])
    separated(page)
    share = page.execute_script(f"{PART} return part.inside.share")
    block, channel, _ = page.find_elements(By.CSS_SELECTOR, ".np-inside select")
    Select(block).select_by_visible_text("middle")
    wait_for(page, f"{PART} return part.inside.share !== {share}")
    share = page.execute_script(f"{PART} return part.inside.share")
    Select(channel).select_by_visible_text("channel 3")
    wait_for(page, f"{PART} return part.inside.share !== {share}")

    model = load(TFC_TDF).model
    samples, _ = soundfile.read(songs["mono"], dtype="float32", always_2d=True)
    window = torch.zeros(1, 2, 127 * 1024)
    window[..., : len(samples)] = torch.from_numpy(samples.T)
    maps = []
    by_block(model.network, TDF, called="TDFs")["middle"].register_forward_hook(
        lambda _, inputs, answer: maps.extend((inputs[0], answer))
    )
    with torch.no_grad():
        model(window)
    frames = int(np.ceil(maps[0].shape[2] * len(samples) / window.shape[-1]))
    before, answer = (one[0, 2, :frames] for one in maps)
    right = 100 * float(answer.square().sum() / (before + answer).square().sum())
    assert page.execute_script(f"{PART} return part.inside.share") == pytest.approx(right, rel=1e-3)
    assert f"has {right:.0f} % of the energy" in page.execute_script(f"{PART} return part.inside.said.textContent")


def test_the_pictures_have_axes_in_seconds_and_khz_and_one_scale(page, songs) -> None:
    choose(page, songs["long"])
    separated(page)
    last = page.execute_script(
        f"{PART} const {{ select }} = part.inside.place; select.value = select.options.length - 1;"
        "select.dispatchEvent(new Event('change')); return select.selectedOptions[0].textContent"
    )
    start, end = last.removesuffix(" s").split(" to ")
    assert float(end) == pytest.approx(15.0)
    label = f"{start} to {end} s to the right, 0 to 11.0 kHz upwards"
    wait_for(page, f"return document.querySelector('.np-inside canvas').ariaLabel.endsWith(': {label}')")
    marks = page.execute_script(
        "return [...document.querySelectorAll('.np-inside .np-marks')].map((axis) =>"
        "[...axis.children].map((one) => one.textContent))"
    )
    assert marks[:6] == [["11.0", "kHz", "0"], [start, "s", end]] * 3
    low, middle, top = map(float, marks[6])
    assert low == 0
    assert middle == pytest.approx(top / 4, rel=0.1)  # the colours follow the root


def test_cancelling_leaves_nothing_and_the_next_run_is_whole(page, songs) -> None:
    choose(page, songs["long"])
    page.execute_script(f"{PART} part.separate(); part.stopping.click()")
    assert said(page) == "Cancelled."
    assert page.execute_script(f"{PART} return part.estimates === undefined && part.result.children.length === 0")
    found = separated(page)["vocals"]
    assert error_db(found, python_gives(songs["long"], network=TFC_TDF, target="vocals")) < -60


def test_a_mistake_gets_a_sentence(page, songs, tmp_path: Path) -> None:
    from selenium.webdriver.common.by import By

    press(page, "Separate")
    assert said(page).startswith("Choose a song first")
    bad = tmp_path / "notes.wav"
    bad.write_text("no sound")
    page.find_element(By.CSS_SELECTOR, "network-page input[type=file]").send_keys(str(bad))
    wait_for(page, f"{PART} return part.status.textContent.startsWith('notes.wav holds no sound')")
    soundfile.write(tmp_path / "long.wav", np.zeros((601 * 8000, 1), np.float32), 8000)
    page.find_element(By.CSS_SELECTOR, "network-page input[type=file]").send_keys(str(tmp_path / "long.wav"))
    refused = "long.wav lasts 601.0 s, and this page takes 600 s"
    wait_for(page, f"{PART} return part.status.textContent.startsWith('{refused}')")
    page.execute_script(f"{PART} part.folder = './nowhere/'")
    choose(page, songs["mono"])
    press(page, "Separate")
    wait_for(page, f"{PART} return part.status.textContent.includes('could not be loaded')")


def test_a_song_of_the_dataset_comes_with_its_truth_and_what_is_saved_is_whole(page) -> None:
    press(page, "test song 0, ballad")
    wait_for(page, f"{PART} return part.status.textContent.endsWith('Press Separate.')")
    assert page.execute_script(f"{PART} return part.songs.querySelector('[aria-pressed=true]').textContent") == (
        "test song 0, ballad"
    )
    found = separated(page)["vocals"]
    names = page.execute_script(f"{PART} return part.player.stems.map((stem) => stem.name)")
    assert names == ["the song", "vocals, separated", "without vocals", "vocals, the truth"]
    text = page.execute_async_script(
        f"{PART} const reader = new FileReader(); reader.onload = () => arguments[0](reader.result);"
        "reader.readAsDataURL(lasaft.wavOf(part.estimates.vocals, part.rate))"
    )
    path = Path(page.current_url.removeprefix("file://")).with_name("saved.wav")
    path.write_bytes(base64.b64decode(text.partition(",")[2]))
    saved, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    np.testing.assert_array_equal(saved, found)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut_on_a_telephone(page, songs, theme: str) -> None:
    screen(page, width=390, theme=theme)
    choose(page, songs["mono"], network=CUNET, target="vocals")
    separated(page)
    assert axe_faults(page) == []
    assert page.execute_script("return document.documentElement.scrollWidth") <= 390
