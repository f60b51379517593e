"""How Vietnamese syllables are spelled, and which are common in this field: by this text is told from text in other letters."""

import unicodedata
from functools import cache, lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOPS = (["\u0301"], ["\u0323"])  # sắc and nặng, the tones before p, t, c, ch
_ONSETS = """
b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x
"""
_OPEN = """
a ai ao au ay e eo ê êu i ia iu iêu o oa oai oao oay oe oeo oi ô ôi ơ ơi u ua uây uê ui uơ uôi ươi ươu uy uya uyu ư ưa ưi ưu y yêu â âu ây
"""
_CLOSED = """
am an ang anh ăm ăn ăng âm ân âng em en eng êm ên ênh im in inh iêm iên iêng om on ong oan oang oanh oăn oăng oăm oen ôm ôn ông ơm ơn
um un ung uân uâng uôm uôn uông uyên uynh ưng ươm ươn ương yên yêm oong ôông uênh uâm ưm
"""
_STOPPED = """
ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ich ip it iêc iêp iêt oc op ot oac oach oap oat oăc oăt oet ôc ôp ôt ơp ơt uc up ut uât
uôc uôp uôt uych uyt uyêt ưc ưt ươc ươp ươt yêt ooc uêch
"""
# Of these the tone is on the vowel before the last letter
_TONE_BEFORE = """
ai ao au ay âu ây eo êu ia iu iêu oai oao oay oeo oi ôi ơi ua uây ui uôi ươi ươu uya uyu ưa ưi ưu yêu
"""
# Of the criteria, the forms and the conclusions
_COMMON = """
biên biến biển biểu biện biệt bàn bá bán báo bãi bê bì bình bóng bù bưu bạc bạch bạo bản bảng bảo bất bắc bằng bếp bền bể bệnh bị bố
bồi bổ bộ chiếu chiều chuyển chuẩn chuồng chuỗi cháy châm chép chí chín chính chôn chú chăn chơi chưa chương chấp chất chậm chế chỉ
chỉnh chọn chống chốt chỗ chờ chợ chủ chứa chức chứng chữ chữa cuối cá các cách cán cáo câu cây còi còn có công cùng cũ cũng cơ cư
cạnh cả cải cảnh cấp cầm cần cầu cận cập cậy cắp cố cộng cờ cụ của cứng diện duyệt dài dân dòng dõi dù dùng dưới dưỡng dạy dẫn dễ dịch
dột dục dụng dự dựng ghép giá giáo giúp giả giải giảm giết giống giới giờ giữ giữa gây gói góp gần gắn gốc gồm gờ hiến hiểm hiểu hiện
hiệu hoàn hoá hoạch hoạt hoặc huyện huấn huế hài hàng hành hình hòa hóa hút hơn hương hướng hạ hại hạn hạng hằng hết hệ họa học hỏa
hỏi hồ hỗ hộ hội hợp hữu khiếu khoảng khuyến khá khác khám kháng khâu khép không khả khắp khỏe khối kiên kiến kiềm kiểm kiểu kiệm kiện
kéo kê kênh ký kạn kế kết kỳ kỹ liên liệu loại luyện luận luật là làm làng lào lâm lên lít lòng lý lĩnh lưới lượng lạc lại lạng lấp
lấy lần lầy lập lắp lệ lịch lồng lộ lộc lội lớp lời lợi lục lực miễn muộn mà mát mâu mã mô môi mù mùa mưa mưu mương mại mạng mạnh mất
mầm mẫu mặt mọi mổ mỗi một mới mục mức nghiêm nghiện nghiệp nghèo nghĩa nghề nghệ nghị ngoài nguyên nguồn ngành ngày ngân ngõ người
ngược nhiên nhiều nhiệm nhà nhân nhóm như nhấn nhất nhận nhập nhật nhỏ những nhựa niên nuôi nào này nát nâng nên nêu nó nông năm năng
nơi nước nại nạn nằm nếu nổ nổi nội nữ nữa pháp phát phân phê phí phòng phù phú phương phạm phải phần phẩm phố phối phổ phụ phục quyết
quyền quá quân quý quả quản quảng quốc riêng rà rác rãnh rèn rõ rắn rộng soát sách sáng sáp sân súc sơ sơn sạch sản số sống sổ sớm sở
sức sử sự thiên thiết thiếu thiểu thiện thoát thoại thuê thuẫn thuận thuật thuốc thuộc thành thác thái tháng thân thêm thì thí thôn
thông thú thương thường thượng thải thảo thấp thấy thẩm thật thẳng thể thị thống thời thụ thủ thủy thứ thức thừa thực tiên tiêu tiến
tiếp tiết tiền tiểu tiện toàn toán triển triệu truyền trà trào trái trên trì trình trí tròn trú trúc trước trường trại trạm trấn trận
trật trẻ trị trọng trồng trội trộm trời trở trợ trục trừ trực tuyến tuân tuổi tài tác tái táng tâm tên tìm tình tích tín tính tô tôn
tông túc túy tăng tư tương tưới tượng tại tạm tạo tất tầng tập tắc tắm tế tệ tỉnh tọa tốc tối tốt tồn tổ tổn tổng tội tục từ từng tử
tự tỷ viên viễn việc việt và vào vì vùng văn vĩnh vượt vẫn vận vật vậy về vệ vị vốn với vụ vừa vững vực xuyên xuân xuất xuống xác xâm
xây xã xét xóa xóm xả xảy xếp xử yên yêu án áp ít ô ý ăn đa đang đi điền điều điểm điển điện đoàn đoạn đài đào đánh đáp đã đêm đình đó
đóng đô đôn đông đúng đăng đơn đương đường được đạo đạt đảm đảng đất đầu đầy đẳng đặc đặt đẹp đếm đến đề đều để địa định đọc đọng đốc
đối đồng đổi độ đội động đời đủ đứng ương ước ảnh ấp ấy ổn ở ủy ứng
"""
# And others that Latin-1 has whole: they could be taken for old letters
_PLAIN = """
bà bé bò bó bô bú cà cò cô cù cú dê dì dò dó gà gió gì gò hà hè hé hò hô hú hùng kè kìa lá lé lê lì lò lô lóc lú má mò mó mè mê mía
múa nhé nó nòi phà phò phó phú quê rô rò rùa sò sông sóc tá tàu tè tê thé thìa thóc thôi tòa tóc tôi tôm tò tù tùng tú trâu trò trống
vé vô vú xà xã xô xôi xù áo êm óc ôm ông ôi
"""


@cache
def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


@lru_cache(maxsize=10_000)
def is_syllable(word: str, *, is_tone_free: bool = False) -> bool:
    """Return whether `word` is spelled as a Vietnamese syllable, whether or not there is such a word.

    `is_tone_free` lets any tone stand, as names of other peoples have it (Xôp).
    """
    plain = unicodedata.normalize("NFD", word.casefold())
    tones = [c for c in plain if c in _TONES]
    letters = unicodedata.normalize("NFC", "".join(c for c in plain if c not in _TONES))
    if len(tones) > 1:
        return False
    rhymes = (letters[len(onset) :] for onset in ("", *_ONSETS.split()) if letters.startswith(onset))
    return letters == "gi" or any(_is_rhyme(rhyme, tones, plain, is_tone_free=is_tone_free) for rhyme in rhymes)


def _is_rhyme(rhyme: str, tones: list[str], plain: str, *, is_tone_free: bool) -> bool:
    if tones and rhyme in _set(_TONE_BEFORE) and plain.endswith(tones[0]):
        return False
    is_stopped = rhyme in _set(_STOPPED) and (is_tone_free or tones in _STOPS)
    return is_stopped or rhyme in _set(_OPEN) or rhyme in _set(_CLOSED)


def is_common(word: str) -> bool:
    """Return whether `word` is met often in this field."""
    return word.casefold() in _set(_COMMON) or word.casefold() in _set(_PLAIN)
