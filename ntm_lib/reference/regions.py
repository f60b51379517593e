"""The seven regions of QĐ 1980/2016, by which decrees set levels."""

from ntm_lib.text import spelling_key

REGIONS = {
    "TDMNPB": "Trung du và miền núi phía Bắc",
    "DBSH": "Đồng bằng sông Hồng",
    "BTB": "Bắc Trung Bộ",
    "DHNTB": "Duyên hải Nam Trung Bộ",
    "TN": "Tây Nguyên",
    "DNB": "Đông Nam Bộ",
    "DBSCL": "Đồng bằng sông Cửu Long",
}
_ALSO_CALLED = {  # in decisions and in the tables of offices
    "TDMNPB": ("Trung du miền núi phía Bắc", "TDMN phía Bắc", "TD&MN phía Bắc", "Miền núi phía Bắc", "MNPB"),
    "DBSH": ("ĐBSH", "Đồng bằng S. Hồng"),
    "DHNTB": ("Nam Trung Bộ", "DH Nam Trung Bộ"),
    "DBSCL": ("ĐBSCL", "Đồng bằng SCL", "Đồng bằng sông CL", "ĐB sông Cửu Long"),
    "DNB": ("ĐNB",),
}
_KEYS = {
    spelling_key(text): key
    for key, name in REGIONS.items()
    for called in (name, *_ALSO_CALLED.get(key, ()))
    for text in (key, called, f"vùng {called}")
}


def region_key(text: str) -> str:
    """Return the key of a region that is given by its key or its name, however it is typed; `text` itself if it is none."""
    return _KEYS.get(spelling_key(text), text)
