"""Song model: seed -> key, tempo, style, form, chords, note events per sub-stem."""
from .rng import Rng

MODES = {"major": [0, 2, 4, 5, 7, 9, 11], "minor": [0, 2, 3, 5, 7, 8, 10],
         "mixolydian": [0, 2, 4, 5, 7, 9, 10], "dorian": [0, 2, 3, 5, 7, 9, 10]}

PROGS = {  # scale degrees, one per bar
    "major": ["0 4 5 3", "5 3 0 4", "0 5 3 4", "0 3 5 4", "3 0 4 5", "0 2 3 4", "1 4 0 5",
              "0 4 1 3", "0 0 3 4", "5 4 3 4", "0 5 1 4", "3 4 2 5"],
    "minor": ["0 5 2 6", "0 6 5 6", "0 3 5 4", "0 5 3 4", "5 6 0 0", "0 2 6 3", "0 3 6 2",
              "5 2 6 0", "0 6 5 4"],
    "mixolydian": ["0 6 3 0", "0 3 6 3", "0 0 6 3", "3 0 6 0"],
    "dorian": ["0 3 0 3", "0 3 6 0", "0 1 2 3", "0 6 3 3"],
}

# 16-step patterns: X accent, x normal, o ghost / maybe, . rest
KIT = {
    "pop": dict(K=["X.....x.X...o...", "X...o.x.X.....o.", "X..x..x.X..x...."],
                S=["....X.......X...", "....X..o....X..o", "....X.....o.X..."],
                H=["x.x.x.x.x.x.x.x.", "X.x.X.x.X.x.X.xo", "xxx.xxx.xxx.xxx."]),
    "rock": dict(K=["X.....X.X.X.....", "X..X....X..X..x.", "X...x...X.X....."],
                 S=["....X.......X...", "....X.......X.oo"],
                 H=["X.x.X.x.X.x.X.x.", "X...X...X...X...", "X.x.X.x.X.x.X.O."]),
    "ballad": dict(K=["X.......o.X.....", "X.........x.....", "X......xX......."],
                   S=["....x.......x...", "........X......."],
                   H=["x...x...x...x...", "x.x.x.x.x.x.x.x."]),
    "funk": dict(K=["X..x..x...x..x..", "X.x....x..x.....", "X..x...X..o..x.."],
                 S=["....X..o.o..X..o", "....X.o..o.oX...", "....X..x....X.x."],
                 H=["XxxxXxxxXxxxXxxx", "X.xxX.xxX.xxX.xO", "xoXoxoXoxoXoxoXo"]),
    "dance": dict(K=["X...X...X...X...", "X...X...X...X.o."],
                  S=["....X.......X...", "....X..o....X..."],
                  H=["..O...O...O...O.", "x.Xxx.Xxx.Xxx.Xx", "xxXxxxXxxxXxxxXx"]),
    "folk": dict(K=["X.......X.......", "X...x...X...x..."],
                 S=["....x.......x...", "....o..o....x..o"],
                 H=["..x...x...x...x.", "x.xxx.xxx.xxx.xx"]),
    "hiphop": dict(K=["X..x......x..x..", "X.....xX..x.....", "X......x..X..o.."],
                   S=["....X.......X...", "....X.......X..o"],
                   H=["x.x.x.xxx.x.x.x.", "x.xxx.x.x.xxx.xx", "x.x.xxx.x.x.x.xx"]),
}

STYLES = {
    "pop":    dict(tempo=(92, 128), modes="major minor", gtr=["clean_strum", "clean_arp", "muted"], keys=["block", "arp", "offbeat"], bass=["finger", "pick", "synth"], kit=["acoustic", "electro"], swing=0.0),
    "rock":   dict(tempo=(100, 150), modes="major mixolydian minor", gtr=["power", "crunch_strum", "power"], keys=["block", "arp", "held"], bass=["pick", "finger"], kit=["acoustic"], swing=0.0),
    "ballad": dict(tempo=(70, 88), modes="major minor", gtr=["acoustic_arp", "clean_arp", "acoustic_strum"], keys=["ballad", "arp", "held"], bass=["finger"], kit=["acoustic"], swing=0.0),
    "funk":   dict(tempo=(90, 118), modes="dorian mixolydian minor", gtr=["skank", "muted"], keys=["offbeat", "riff"], bass=["slap", "finger"], kit=["acoustic"], swing=0.06),
    "dance":  dict(tempo=(116, 134), modes="minor major", gtr=["muted", "clean_arp", "skank"], keys=["offbeat", "block", "riff"], bass=["synth", "sub"], kit=["electro"], swing=0.0),
    "folk":   dict(tempo=(84, 132), modes="major mixolydian dorian", gtr=["acoustic_strum", "acoustic_arp"], keys=["ballad", "held", "block"], bass=["finger"], kit=["acoustic"], swing=0.04),
    "hiphop": dict(tempo=(72, 98), modes="minor dorian", gtr=["clean_arp", "muted", "skank"], keys=["riff", "held", "offbeat"], bass=["sub", "synth", "finger"], kit=["electro", "acoustic"], swing=0.12),
}

VOWELS = ["i", "I", "e", "ae", "a", "O", "U", "u", "V", "ey", "ay", "ow", "er", "oy", "aw"]
VOW_W = [1.2, 1, 1.2, .9, 1.2, .8, .4, 1, .9, 1, 1.1, 1.1, .4, .25, .5]
ONSETS = [[], ["m"], ["n"], ["l"], ["r"], ["w"], ["y"], ["h"], ["s"], ["sh"], ["f"], ["v"], ["z"],
          ["p"], ["t"], ["k"], ["b"], ["d"], ["g"], ["s", "t"], ["t", "r"], ["b", "l"], ["th"], ["f", "l"]]
ONS_W = [1.6, 1.2, 1.2, 1.2, .8, 1, 1, .9, 1, .5, .7, .5, .3, .6, .9, .8, .9, .9, .6, .4, .3, .3, .6, .25]
CODAS = [[], ["n"], ["m"], ["ng"], ["s"], ["t"], ["l"], ["r"], ["z"], ["d"], ["k"], ["v"]]
COD_W = [3.2, 1, .6, .4, .6, .9, .5, .5, .5, .5, .4, .3]


def syllable(r):
    return (r.pick(ONSETS, ONS_W), r.pick(VOWELS, VOW_W), r.pick(CODAS, COD_W))


def chord_for(deg, scale, key, r, mode):
    pcs = [(key + scale[(deg + k) % 7]) % 12 for k in (0, 2, 4)]
    if mode == "minor" and deg == 4 and r.chance(.6):       # major dominant
        pcs[1] = (pcs[0] + 4) % 12
    x = r.u()
    if x < .18:
        pcs.append((key + scale[(deg + 6) % 7]) % 12)        # 7th
    elif x < .26:
        pcs.append((key + scale[(deg + 1) % 7]) % 12)        # add9
    elif x < .30:
        pcs[1] = (key + scale[(deg + 3) % 7]) % 12           # sus4
    return dict(root=pcs[0], pcs=pcs)


def form(n_bars, r):
    sl = 4 if n_bars >= 12 else 2
    if n_bars <= 4 * sl:
        plans = [["verse", "chorus"], ["chorus", "verse"], ["intro", "verse", "chorus"],
                 ["verse", "chorus", "bridge"], ["chorus", "bridge", "chorus"]]
        plan = r.pick(plans)
    else:
        plan = ["intro", "verse", "chorus", "verse", "chorus", "bridge", "chorus", "outro"]
    out, b, k = [], 0, 0
    while b < n_bars:
        nm = plan[k % len(plan)]
        ln = sl if nm != "intro" else max(1, sl // 2)
        if nm in ("verse", "chorus") and n_bars > 40:
            ln = 8
        out.append((nm, b, min(ln, n_bars - b)))
        b += ln
        k += 1
    return out


def compose(seed, duration, all_active=False, style=None):
    r = Rng("song", seed)
    style = style or r.pick(list(STYLES), [1.4, 1.3, 1.0, .9, .9, .9, .8])
    st = STYLES[style]
    mode = r.pick(st["modes"].split())
    key = r.i(0, 11)
    tempo = round(r.u(*st["tempo"]), 1)
    beat = 60.0 / tempo
    bar = 4 * beat
    n_bars = int(duration / bar) + 1
    secs = form(n_bars, r.child("form"))
    scale = MODES[mode]

    rc = r.child("chords")
    progs = {}
    chords = []
    for nm, b0, ln in secs:
        if nm not in progs:
            degs = [int(x) for x in rc.pick(PROGS[mode]).split()]
            progs[nm] = [chord_for(d, scale, key, rc, mode) for d in degs]
        p = progs[nm]
        chords += [p[k % len(p)] for k in range(ln)]

    vm = r.child("vocmode")
    duet = ["duet", "f_lead", "m_lead"]
    vocal_mode = vm.pick(duet) if all_active else vm.pick(
        duet + ["f_only", "m_only", "instr"], [.33, .2, .2, .12, .12, .03])
    po = r.child("orch")
    has_piano = all_active or po.chance({"rock": .6, "folk": .6}.get(style, .85))
    has_guitar = all_active or (not has_piano) or po.chance({"dance": .6, "hiphop": .6}.get(style, .88))
    song = dict(seed=seed, style=style, mode=mode, key=key, tempo=tempo, beat=beat, bar=bar,
                n_bars=n_bars, sections=secs, chords=chords, vocal_mode=vocal_mode,
                swing=st["swing"] * r.u(.6, 1.3), duration=duration,
                kit=r.pick(st["kit"]), bass_patch=r.pick(st["bass"]),
                gtr=r.pick(st["gtr"]), keys_pat=r.pick(st["keys"]),
                keys_patch=r.pick(["grand", "upright", "ep", "organ"],
                                  [.45, .2, .25, .10] if style != "ballad" else [.7, .2, .1, 0]))
    ev = {k: [] for k in ("kick", "snare", "hihat", "bass", "piano", "guitar", "female", "male")}
    drums(song, ev, r.child("drums"))
    bass(song, ev, r.child("bass"))
    if has_piano:
        piano(song, ev, r.child("piano"))
    if has_guitar:
        guitar(song, ev, r.child("guitar"))
    if vocal_mode != "instr":
        vocals(song, ev, r.child("vocals"), scale)
    song["events"] = ev
    return song


def at(song, b, step, r, jit=.004):
    """time of 16th `step` (float ok) in bar b with swing and human jitter"""
    s = song["beat"] / 4
    t = b * song["bar"] + step * s
    if int(step) % 2 == 1:
        t += song["swing"] * 2 * s
    return max(0.0, t + r.g(jit))


def energy(nm):
    return {"intro": .55, "verse": .7, "chorus": 1.0, "bridge": .6, "outro": .6}[nm]


def drums(song, ev, r):
    pats = KIT[song["style"]]
    sel = {}
    jit = .002 if song["kit"] == "electro" else .005
    for nm, b0, ln in song["sections"]:
        if nm not in sel:
            sel[nm] = {k: r.pick(v) for k, v in pats.items()}
            sel[nm]["cym"] = r.pick(["hat", "ride"], [3, 1]) if nm in ("chorus", "bridge") else "hat"
        p, e = sel[nm], energy(nm)
        nodrum = nm == "intro" and r.chance(.35)
        for k in range(ln):
            b = b0 + k
            fill = k == ln - 1 and ln > 1 and r.chance(.6)
            if k == 0 and nm == "chorus" and r.chance(.8):
                ev["hihat"].append((at(song, b, 0, r, jit), 2.5, "crash", r.u(.7, 1)))
            for s in range(16):
                for c, inst in (("K", "kick"), ("S", "snare"), ("H", "hihat")):
                    ch = p[c][s]
                    if ch == "." or (nodrum and c != "H"):
                        continue
                    if fill and s >= 12 and c != "K":
                        continue
                    if ch == "o" and not r.chance(.55):
                        continue
                    v = {"X": .92, "O": .85, "x": .68, "o": .38}[ch] * (.75 + .25 * e) + r.g(.05)
                    v = min(1.0, max(.12, v))
                    art = inst
                    if c == "H":
                        art = "open" if ch == "O" else ("ride" if p["cym"] == "ride" else "closed")
                    if c == "S" and song["style"] in ("ballad", "folk") and nm == "verse" and ch == "x":
                        art = "rim"
                    ev[inst].append((at(song, b, s, r, jit), .5, art, v))
            if fill and not nodrum:
                steps = r.pick([[12, 13, 14, 15], [12, 14, 15], [12, 12.67, 13.33, 14, 14.67, 15.33], [13, 14, 15]])
                for q, s in enumerate(steps):
                    ev["snare"].append((at(song, b, s, r, jit), .5, r.pick(["snare", "snare", "tom"]),
                                        min(1, .55 + .4 * q / len(steps) + r.g(.04))))


def bass(song, ev, r):
    pat = {"rock": ["8ths", "8ths", "rootkick"], "pop": ["rootkick", "8ths", "octave"], "ballad": ["long", "rootkick"],
           "funk": ["sync", "octave"], "dance": ["offbeat", "octave", "8ths"], "folk": ["rootfifth", "long"],
           "hiphop": ["sync", "long", "rootkick"]}[song["style"]]
    choose = {}
    lo = r.i(28, 33)
    for nm, b0, ln in song["sections"]:
        if nm not in choose:
            choose[nm] = r.pick(pat)
        if nm == "intro" and r.chance(.3):
            continue
        for k in range(ln):
            b = b0 + k
            c = song["chords"][b]
            nx = song["chords"][b + 1] if b + 1 < len(song["chords"]) else c
            root = lo + (c["root"] - lo) % 12
            fifth = root + 7 if root + 7 < 50 else root - 5
            nroot = lo + (nx["root"] - lo) % 12
            P = choose[nm]
            if P == "8ths":
                seq = [(s, 1.8, root) for s in range(0, 16, 2)]
                if r.chance(.4):
                    seq[-1] = (14, 1.8, nroot - 2 if r.chance(.5) else nroot + 1)
            elif P == "rootkick":
                ks = [s for s in (0, 3, 6, 8, 10, 11, 14) if s in (0, 8) or r.chance(.35)]
                seq = [(s, (ks[q + 1] if q + 1 < len(ks) else 16) - s - .3, root if r.chance(.8) else fifth) for q, s in enumerate(ks)]
                seq[0] = (seq[0][0], seq[0][1], root)
            elif P == "octave":
                seq = [(s, 1.6, root + (12 if (s // 2) % 2 else 0)) for s in range(0, 16, 2)]
            elif P == "long":
                seq = [(0, 7.5, root), (8, 5.5, root if r.chance(.6) else fifth)]
                if r.chance(.5):
                    seq.append((14, 1.7, nroot - 1 if r.chance(.5) else fifth))
            elif P == "sync":
                seq = [(0, 2.5, root)]
                for s in (3, 6, 7, 10, 11, 13, 14):
                    if r.chance(.5):
                        seq.append((s, r.pick([.8, 1.5]), r.pick([root, root + 12, fifth, root + 10 if song["mode"] != "major" else root + 9])))
            elif P == "offbeat":
                seq = [(s, 1.6, root) for s in (2, 6, 10, 14)] + [(s + 1, .8, root + 12) for s in (2, 10) if r.chance(.3)]
            else:  # rootfifth
                seq = [(0, 5, root), (8, 5, fifth)] + ([(14, 1.6, nroot - 2)] if r.chance(.4) else [])
            for s, d, m in seq:
                ev["bass"].append((at(song, b, s, r, .004), d * song["beat"] / 4, m,
                                   min(1, max(.3, .72 * (.8 + .2 * energy(nm)) + r.g(.08)))))


def voicing(c, prev, lo=55, hi=74):
    best = None
    pcs = c["pcs"]
    for inv in range(len(pcs)):
        for base in range(lo - 12, lo + 8):
            if base % 12 != pcs[inv] % 12:
                continue
            v, x = [base], base
            for q in range(1, len(pcs)):
                pc = pcs[(inv + q) % len(pcs)]
                x = x + ((pc - x) % 12 or 12)
                v.append(x)
            if v[0] < lo - 3 or v[-1] > hi:
                continue
            cost = sum(abs(a - b) for a, b in zip(v, prev)) if prev else abs(sum(v) / len(v) - 63)
            if best is None or cost < best[0]:
                best = (cost, v)
    return best[1] if best else [60 + p for p in (0, 4, 7)]


def piano(song, ev, r):
    prev = None
    pats = {}
    E = ev["piano"]
    b4 = song["beat"] / 4
    for nm, b0, ln in song["sections"]:
        if nm not in pats:
            pats[nm] = (song["keys_pat"] if nm != "chorus" or r.chance(.5) else r.pick(["block", "arp", "ballad"]),
                        r.pick([0, 0, 12]), r.pick([[0, 3, 6, 10, 14], [0, 6, 8, 11], [2, 6, 10, 13], [0, 3, 8, 11, 14]]))
        P, oct_, riff = pats[nm]
        if nm == "verse" and song["style"] == "rock" and r.chance(.35):
            continue
        for k in range(ln):
            b = b0 + k
            c = song["chords"][b]
            v = voicing(c, prev)
            prev = v
            v = [x + (oct_ if nm == "chorus" else 0) for x in v]
            lh = 36 + (c["root"] - 36) % 12
            e = energy(nm)

            def hit(s, d, notes, vel):
                t = at(song, b, s, r, .005)
                for q, m in enumerate(notes):
                    E.append((t + abs(r.g(.003)), d * b4, m, min(1, max(.15, vel * e + r.g(.06)))))
            if P == "block":
                for s in r.pick([[0, 4, 8, 12], [0, 6, 8, 14], [0, 3, 6, 8, 11, 14], [0, 8]]):
                    hit(s, 3.4, v, .7)
                hit(0, 15, [lh], .65)
            elif P == "offbeat":
                for s in (2, 6, 10, 14):
                    hit(s, 1.2, v, .68)
            elif P == "arp":
                o = v + [v[1] + 12] if len(v) < 4 else v
                seq = r.pick([[0, 1, 2, 3], [0, 2, 1, 3], [3, 2, 1, 0]])
                for q, s in enumerate(range(0, 16, 2)):
                    hit(s, 3.5, [o[seq[q % 4]]], .62)
                hit(0, 15, [lh], .6)
            elif P == "ballad":
                hit(0, 8, [lh, lh + 12], .6)
                hit(8, 8, [lh + 7 if lh + 7 < 52 else lh], .5)
                for s in (0, 4, 8, 12):
                    hit(s + (0 if s else 0), 3.8, v, .5 + .1 * (s == 0))
                if r.chance(.5):
                    hit(14, 2, [v[-1] + 12], .5)
            elif P == "riff":
                for q, s in enumerate(riff):
                    hit(s, 2.2, v if q % 2 == 0 else v[-2:], .66)
            else:  # held
                hit(0, 15.5, v, .6)
                hit(0, 15.5, [lh], .5)


def gvoicing(c, lo=40):
    root = lo + (c["root"] - lo) % 12
    notes = [root]
    x = root
    order = [2, 0, 1, 2, 0]
    for q in order:
        pc = c["pcs"][q] if q < len(c["pcs"]) else c["pcs"][0]
        x = x + ((pc - x) % 12 or 12)
        if x > 76:
            break
        notes.append(x)
    return notes[:6]


def guitar(song, ev, r):
    E = ev["guitar"]
    b4 = song["beat"] / 4
    pats = {}
    for nm, b0, ln in song["sections"]:
        if nm not in pats:
            pats[nm] = (song["gtr"] if not (song["gtr"] == "power" and nm == "verse" and r.chance(.5)) else "chug",
                        r.pick(["D.DU.UDU", "D.D.DUDU", "DUDUDUDU", "D..UDUDU", "D.DUD.DU"]), r.pick([0, 1, 2]))
        P, strum, ap = pats[nm]
        for k in range(ln):
            b = b0 + k
            c = song["chords"][b]
            v = gvoicing(c)
            e = energy(nm)

            def hit(s, d, notes, vel, up=False, spread=.012, art="open"):
                t = at(song, b, s, r, .005)
                seq = notes[::-1] if up else notes
                for q, m in enumerate(seq):
                    E.append((t + q * spread * (.8 + .4 * r.u()), d * b4, m, min(1, max(.15, vel * e + r.g(.06))), art))
            if P.endswith("strum"):
                for q, chh in enumerate(strum):
                    if chh == ".":
                        continue
                    nxt = next((z for z in range(q + 1, 8) if strum[z] != "."), 8)
                    hit(2 * q, (nxt - q) * 2 - .1, v if chh == "D" else v[2:], .74 if chh == "D" else .55, chh == "U")
            elif P.endswith("arp"):
                seq = [[0, 2, 3, 4, 3, 2, 4, 3], [0, 3, 2, 4, 1, 3, 2, 4], [0, 2, 4, 3, 2, 4, 3, 2]][ap]
                for q in range(8):
                    hit(2 * q, 5, [v[min(seq[q], len(v) - 1)]], .62)
            elif P in ("power", "chug"):
                root = 40 + (c["root"] - 40) % 12
                pc = [root, root + 7, root + 12]
                if P == "power":
                    for s, d in r.pick([[(0, 16)], [(0, 6), (6, 10)], [(s, 2) for s in range(0, 16, 2)], [(0, 4), (4, 2), (6, 4), (10, 6)]]):
                        hit(s, d - .15, pc, .8, spread=.004)
                else:
                    for s in range(0, 16, 2):
                        hit(s, 1.1, pc[:2], .6, spread=.003, art="mute")
            elif P == "muted":
                for s in range(0, 16, 2):
                    if r.chance(.85):
                        hit(s, .9, [v[r.i(0, min(3, len(v) - 1))]], .6, art="mute")
            else:  # skank
                for s in range(16):
                    if s % 4 == 2 or r.chance(.35):
                        hit(s, .8 if s % 4 == 2 else .4, v[2:], .7 if s % 4 == 2 else .4, up=r.chance(.4), spread=.005,
                            art="open" if s % 4 == 2 else "mute")


def vocals(song, ev, r, scale):
    beat = song["beat"]
    key = song["key"]
    rng = {"female": (57, 76), "male": (46, 66)}
    tess = {"female": 64 + r.i(-1, 4), "male": 54 + r.i(-1, 4)}
    fast = song["tempo"] < 100

    def motif(rr, dens):
        steps = []
        s = rr.pick([0, 0, 0, 2, 2, 4])
        while s < 26:
            d = rr.pick([1, 2, 3, 4, 6], [.9 * dens if fast else .15, 2.4, .5, 1.3, .5])
            steps.append((s, d))
            s += d
            if rr.chance(.07):
                s += 2
        s0, d0 = steps[-1]
        steps[-1] = (s0, min(30 - s0, d0 + rr.pick([2, 4, 6])))
        walk, x = [], rr.i(-1, 2)
        for _ in steps:
            walk.append(x)
            x += rr.pick([-2, -1, 0, 1, 2, 3, -3], [.7, 2, 1.2, 2, .8, .25, .2])
            x = max(-5, min(6, x))
        return steps, walk, [syllable(rr) for _ in steps]

    mots = {}
    nphr = 0
    first = r.i(0, 1)
    for nm, b0, ln in song["sections"]:
        if nm in ("intro", "outro") and not r.chance(.25):
            continue
        if nm == "bridge" and r.chance(.25):
            continue
        for k in range(0, ln, 2):
            tag = (nm, "AABA"[(k // 2) % 4])
            if tag not in mots:
                mots[tag] = motif(r.child("motif", nm, tag[1]), 1.2 if nm == "verse" else .7)
            steps, walk, syl = mots[tag]
            if nm == "verse" and k >= 4:                      # new words on the same tune
                syl = [syllable(r) for _ in steps]
            m = song["vocal_mode"]
            if m == "duet":
                lead = [["female"], ["male"]][(nphr + first) % 2] if nm != "chorus" else ["female", "male"]
            elif m == "f_lead":
                lead = ["female"] + (["male"] if nm == "chorus" or r.chance(.4) else [])
            elif m == "m_lead":
                lead = ["male"] + (["female"] if nm == "chorus" or r.chance(.4) else [])
            else:
                lead = ["female" if m == "f_only" else "male"]
            nphr += 1
            up = 2 if nm == "chorus" else 0
            harm_rest = r.chance(.35)
            for q, who in enumerate(lead):
                shift = 0 if q == 0 else r.pick([2, -2, 4, 0])
                lo, hi = rng[who]
                for z, (s, d) in enumerate(steps):
                    if q and harm_rest and z % 2:
                        continue
                    bb = b0 + k + int(s // 16)
                    if bb >= song["n_bars"]:
                        break
                    c = song["chords"][bb]
                    deg = walk[z] + up + shift
                    base = tess[who] - (tess[who] - key) % 12
                    midi = base + 12 * (deg // 7) + scale[deg % 7]
                    if midi < tess[who] - 6:
                        midi += 12
                    if (s % 8 == 0 or d >= 4) and r.chance(.85):
                        for dd in (0, -1, 1, -2, 2):
                            if (midi + dd) % 12 in c["pcs"]:
                                midi += dd
                                break
                    while midi > hi:
                        midi -= 12
                    while midi < lo:
                        midi += 12
                    t = at(song, b0 + k, s, r, .008) + (r.u(0, .015))
                    ev[who].append((t, d * beat / 4, midi, min(1, max(.35, .7 * energy(nm) + .15 + r.g(.06))), syl[z]))
    for w in ("female", "male"):
        ev[w].sort(key=lambda x: x[0])
