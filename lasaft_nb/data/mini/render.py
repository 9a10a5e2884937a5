"""seed -> composed song -> 8 post-mix stereo sub-stems (int16) -> stems -> mixture"""
import time
import numpy as np
from . import FS
from .rng import Rng
from .compose import compose
from .pitched import render_keys, render_guitar, render_bass
from .percussion import render_drums
from .voice import render_voice, Singer
from . import fx

SUB = {"vocals": ["female", "male"], "drums": ["kick", "snare", "hihat"], "bass": ["bass"], "other": ["piano", "guitar"]}
STEMS = ["vocals", "drums", "bass", "other"]
# loudness (LUFS-like) of each stem relative to the mix target, then style offsets
LVL = {"vocals": -0.8, "drums": -0.6, "bass": -4.2, "other": -0.8}
OFF = {"rock": dict(drums=1, other=1.5), "ballad": dict(vocals=1.5, drums=-4), "funk": dict(bass=1.5, drums=1), "dance": dict(drums=1.5, bass=1, vocals=-.5),
       "folk": dict(drums=-3, other=1.5, vocals=1), "hiphop": dict(bass=2, drums=1.5, vocals=.5, other=-1.5), "pop": {}}


def pan(x, p):
    return np.stack([x * np.cos(p * np.pi / 2), x * np.sin(p * np.pi / 2)]) * 1.4142


def clamp_levels(sub, lo=-9.0, hi=0.0, rounds=3):
    """Scale stems until each one's energy against all others, over its own active seconds, lies in lo..hi dB."""
    for _ in range(rounds):
        for s in STEMS:
            bus = {q: sum(sub[k] for k in SUB[q]) for q in STEMS}
            if not np.any(bus[s]):
                continue
            rest = sum(bus[q] for q in STEMS if q != s)
            e, o = second_energies(bus[s]), second_energies(rest)
            act = e > 1e-2 * e.max()
            sdr = 10 * np.log10(e[act].sum() / max(o[act].sum(), 1e-12))
            g = 10 ** ((min(hi, max(lo, sdr)) - sdr) / 20)
            for k in SUB[s]:
                sub[k] = sub[k] * g


def second_energies(x):
    m = max(1, x.shape[-1] // FS)
    return (x[:, :m * FS] ** 2).reshape(x.shape[0], m, -1).sum(2).sum(0)


def render(seed, duration, all_active=False, timing=None, style=None):
    n = int(round(duration * FS))
    song = compose(seed, duration, all_active, style)
    r = Rng("render", seed)
    tm = timing if timing is not None else {}
    t0 = time.time()

    def lap(k):
        nonlocal t0
        tm[k] = tm.get(k, 0) + time.time() - t0
        t0 = time.time()
    sub = {}
    sub["piano"] = render_keys(song, n, r.child("piano")); lap("piano")
    sub["guitar"] = render_guitar(song, n, r.child("guitar")); lap("guitar")
    sub["bass"] = render_bass(song, n, r.child("bass")); lap("bass")
    sub.update(render_drums(song, n, r.child("drums"))); lap("drums")
    f0 = {}
    rv = r.child("vox")
    for who in ("female", "male"):
        ev = song["events"][who]
        sg = Singer(who, rv.child(who, "singer"))
        y, f0[who] = render_voice(who, ev, n, rv.child(who, 0), sg)
        y = fx.eq(y[None], fx.hpf(90 if who == "male" else 130), fx.shelf(6000, rv.u(0, 5)), fx.peak(3000, rv.u(0, 5), .6), fx.peak(300, rv.u(-3, 0), 1))[0]
        g = fx.gain_curve(y, -28, 3.0, .006, .12)
        y = y * g
        st = pan(y, .5 + rv.g(.02))
        if ev and rv.chance(.45):                                             # double track
            y2, _ = render_voice(who, [(t + rv.g(.012), d, m + rv.g(.06), v, s) for t, d, m, v, s in ev], n, rv.child(who, 1), sg)
            w = rv.u(.1, .35)
            st = st * .9 + .3 * pan(np.roll(y2, 300), .5 - w) + .3 * pan(np.roll(y2, 730), .5 + w) if rv.chance(.4) else st + .3 * pan(y2, .5 + w)
        sub[who] = st
    lap("voice")
    # ---- tone
    rq = r.child("eq")
    sub["piano"] = fx.eq(sub["piano"], fx.hpf(rq.u(70, 200)), fx.peak(rq.u(250, 500), rq.u(-4, 1), .8), fx.shelf(3000, rq.u(1, 7)))
    sub["guitar"] = fx.eq(sub["guitar"], fx.hpf(rq.u(80, 180)), fx.peak(rq.u(800, 3000), rq.u(-2, 3), .8), fx.shelf(5000, rq.u(0, 5)))
    sub["bass"] = fx.eq(sub["bass"], fx.hpf(30), fx.peak(rq.u(60, 120), rq.u(-1, 3), .9), fx.peak(rq.u(700, 1600), rq.u(0, 6), .8))
    sub["kick"] = fx.eq(sub["kick"], fx.peak(rq.u(55, 75), rq.u(0, 3), 1), fx.peak(350, rq.u(-6, -1), .9), fx.peak(3500, rq.u(2, 9), .7))
    sub["snare"] = fx.eq(sub["snare"], fx.hpf(90), fx.peak(rq.u(180, 240), rq.u(0, 4), 1.2), fx.shelf(6000, rq.u(-8, -2)))
    sub["hihat"] = fx.eq(sub["hihat"], fx.hpf(rq.u(250, 450)), fx.shelf(9000, rq.u(-2, 2)))
    # ---- relative levels
    rl = r.child("level")
    inner = {"kick": rl.u(-1.5, 1.5), "snare": rl.u(-1.5, 1.5), "hihat": rl.u(-11, -5), "female": rl.u(-1, 1), "male": rl.u(-1, 1),
             "piano": rl.u(-3, 2), "guitar": rl.u(-3, 2), "bass": 0}
    if song["vocal_mode"] == "f_lead":
        inner["male"] -= rl.u(2, 6)
    if song["vocal_mode"] == "m_lead":
        inner["female"] -= rl.u(2, 6)
    for k in sub:
        L = fx.loudness(sub[k])
        if L > -100:
            sub[k] = sub[k] * 10 ** ((-23 + inner[k] - L) / 20)
    lap("eq")
    # ---- space
    rr = r.child("space")
    room = fx.Reverb(rr.child("room"), rr.u(.25, .6), rr.u(.1, .4), n)
    hall = fx.Reverb(rr.child("hall"), rr.u(.9, 2.2) * (1.25 if song["style"] == "ballad" else 1), rr.u(.5, 1), n)
    send = {"kick": (.03, .0), "snare": (.22, .06), "hihat": (.12, 0), "bass": (.02, 0), "piano": (.12, .08), "guitar": (.14, .06), "female": (.08, .16), "male": (.08, .14)}
    wet = rr.u(.5, 1.5)
    for k, (a, b) in send.items():
        if not np.any(sub[k]):
            continue
        y = sub[k].copy()
        if a:
            y += wet * 2 * a * room(sub[k])
        if b:
            y += wet * 2 * b * hall(sub[k])
        sub[k] = y
    lap("reverb")
    # ---- stem buses: levels and bus compression (same gain on every sub-stem => still additive)
    for s in STEMS:
        bus = sum(sub[k] for k in SUB[s])
        if not np.any(bus):
            continue
        L = fx.loudness(bus)
        tgt = -20 + LVL[s] + OFF[song["style"]].get(s, 0) + rl.u(-2.2, 2.2)
        g0 = 10 ** ((tgt - L) / 20)
        det = np.sqrt(.5 * (bus[0] ** 2 + bus[1] ** 2)) * g0
        thr, ratio, at_, re_ = {"vocals": (-20, 2.5, .005, .15), "drums": (-14, 2.5, .012, .12), "bass": (-20, 3, .01, .15), "other": (-16, 2, .01, .2)}[s]
        c = fx.gain_curve(det, thr, ratio, at_, re_)
        bus2 = bus * c
        g1 = 10 ** ((tgt - fx.loudness(bus2)) / 20)
        for k in SUB[s]:
            sub[k] = sub[k] * (c * g1)
    clamp_levels(sub)
    mix = sum(sub.values())
    # ---- mix-bus glue + limiter, again as one common gain
    det = np.sqrt(.5 * (mix[0] ** 2 + mix[1] ** 2))
    c = fx.gain_curve(det, -16, 1.8, .02, .2)
    mix = mix * c
    L = fx.loudness(mix)
    g = 10 ** ((rl.u(-15.5, -11.5) - L) / 20)
    pk = np.max(np.abs(mix), axis=0) * g
    B = 256                                                                   # look-ahead limiter
    m = -(-n // B)
    pb = np.pad(pk, (0, m * B - n)).reshape(m, B).max(1)
    need = np.minimum(1.0, rl.child("ceiling").u(.82, .95) / np.maximum(pb, 1e-9))
    need = np.minimum.reduce([np.concatenate([need[max(0, 0) + s:], np.ones(s)]) if s >= 0 else np.concatenate([np.ones(-s), need[:s]]) for s in range(-3, 4)])
    hann = np.hanning(7); hann /= hann.sum()
    need = np.convolve(np.pad(need, 3, mode="edge"), hann, "valid")
    lim = np.interp(np.arange(n), np.arange(m) * B + B / 2, need)
    gain = c * g * lim
    fade = np.ones(n)
    k = int(.02 * FS)
    fade[:k] = np.linspace(0, 1, k) ** 2
    fade[-k:] = np.linspace(1, 0, k) ** 2
    gain = gain * fade
    out = {k: sub[k] * gain for k in sub}
    stems = {s: sum(out[k] for k in SUB[s]) for s in STEMS}
    top = max(np.max(np.abs(sum(stems.values()))), max(np.max(np.abs(s)) for s in stems.values()), max(np.max(np.abs(x)) for x in out.values()))
    sc = 32767.0 * min(1.0, .98 / top)
    pcm = {k: np.rint(x * sc).astype(np.int32).T for k, x in out.items()}     # (n, 2)
    res = {k: v.astype(np.int16) for k, v in pcm.items()}
    st = {s: sum(pcm[k] for k in SUB[s]) for s in STEMS}
    mixi = sum(st.values())
    assert abs(mixi).max() <= 32767
    st = {s: v.astype(np.int16) for s, v in st.items()}
    lap("mix")
    return song, mixi.astype(np.int16), st, res, f0
