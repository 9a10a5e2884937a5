"""How long a frame of mp3 or aac says it is: such files have no other header that tells where they end."""

SIDES = {3: 0, 2: 1, 0: 1}  # MPEG-1; MPEG-2 and 2.5 share a table
KBPS = {  # by side and layer, for the indices 1 to 14
    (0, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (0, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (0, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (1, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (1, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (1, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
HZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by MPEG version
TAGS = (b"ID3", b"TAG", b"APETAGEX", b"LYRICS")  # what stands between and after frames without being damage


def mpeg_frame_bytes(frame: bytes) -> int | None:
    """Bytes of a frame of MPEG audio, layers I to III, as its header has it; None for anything else."""
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0:
        return None
    version, layer = frame[1] >> 3 & 3, 4 - (frame[1] >> 1 & 3)
    rate, speed, padding = frame[2] >> 2 & 3, frame[2] >> 4, frame[2] >> 1 & 1
    if version == 1 or layer == 4 or rate == 3 or speed in (0, 15):
        return None
    bits, hz = 1000 * KBPS[SIDES[version], layer][speed - 1], HZ[version][rate]
    if layer == 1:
        return (12 * bits // hz + padding) * 4
    return (72 if layer == 3 and version != 3 else 144) * bits // hz + padding


def adts_frame_bytes(frame: bytes) -> int | None:
    """Bytes of a frame of aac in ADTS, as its header has it; None for anything else."""
    if len(frame) < 7 or frame[0] != 0xFF or frame[1] & 0xF6 != 0xF0:
        return None
    return (frame[3] & 3) << 11 | frame[4] << 3 | frame[5] >> 5
