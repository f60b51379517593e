"""What the method page says, in plain words: (term, explanation) by section. The page puts in numbers that a file or a rule sets, and {terms}."""

from ntm_lib.schemas import PromiseState

Entry = tuple[str, str]

CONTENTS = {
    "cach-dem": "Đếm tiêu chí và chỉ tiêu",
    "tu-ngu": "Những chữ đứng cạnh con số",
    "ket-luan": "Xét kết luận hội nghị",
    "toc-do": "Tốc độ",
    "truy-nguon": "Từ một con số đến ô trong biểu",
    "nguon-so-lieu": "Số liệu lấy từ đâu",
    "gia-dinh": "Giả định",
    "muc-quy-dinh": "Chỉ tiêu, mức, đơn vị chủ trì",
}

TABLED = (
    "Kết quả mà bảng tổng hợp của văn phòng ghi cho từng xã, mỗi kết quả có tệp, trang, ô. Chỉ dùng nơi biểu không quyết định được: chỉ tiêu mà biểu bỏ trống, rồi tiêu chí còn chưa có kết quả. "
    "Kết quả tính từ biểu không đổi; biểu và bảng trái nhau, hay hai bảng trái nhau, là điều phải xem lại. Bảng không cho số liệu, nên không có mức còn thiếu, tốc độ hay so sánh. "
    "Dấu * và chữ “theo bảng tổng hợp” đứng cạnh mọi số đếm dựa vào bảng."
)

COUNTING: tuple[Entry, ...] = (
    (
        "Tiêu chí đạt",
        "Một tiêu chí đạt khi mọi chỉ tiêu của nó đều đạt. Chỉ cần một chỉ tiêu chưa đạt là tiêu chí chưa đạt, dù chỉ tiêu khác còn thiếu số liệu.",
    ),
    (
        "Chưa có số liệu",
        "Chỉ tiêu không có số liệu không được tính là đạt, cũng không tính là chưa đạt và không bao giờ ghi là 0. Khi còn tiêu chí như vậy, số đếm ghi là “ít nhất”.",
    ),
    (
        "Bốn số đếm",
        "Số tiêu chí đạt, chưa đạt, chưa có số liệu và không áp dụng luôn cộng lại bằng tổng số tiêu chí của bộ.",
    ),
    (
        "Không áp dụng",
        "Chỉ dùng khi bộ tiêu chí cho phép, như xã không có chợ trong quy hoạch. Ghi riêng; số đếm của từng xã, tổng, bình quân và nhóm đều tính là đạt.",
    ),
    (
        "Cơ bản đạt",
        "Được ghi lại đúng như biểu và không tính là đạt.",
    ),
    (
        "Số tính từ tử số và mẫu số",
        "Tỷ lệ không nhập tay: biểu ghi tử số và mẫu số, tỷ lệ được tính ra. Số còn thiếu cũng nói bằng số hộ, số nhà, số người: xã ít hộ thì một hộ đã là một phần đáng kể của một phần trăm.",
    ),
    (
        "Xếp theo mức gần đạt",
        "Danh sách còn thiếu xếp theo phần còn phải làm so với tổng: số còn thiếu trên tổng số hộ, người, trường hay thôn; nhà tạm trên tổng số hộ; thu nhập trên mức quy định. Chỉ tiêu trả lời có hay không xếp sau, chỉ tiêu chưa có số liệu xếp cuối.",
    ),
    (
        "Đạt hiện nay, hồ sơ và công nhận",
        "Là ba việc khác nhau và đứng ở ba cột. Công nhận chỉ tính quyết định chắc chắn đã ký đến ngày chốt số liệu; xã đã được công nhận vẫn có thể có tiêu chí nay chưa đạt.",
    ),
    (
        "So với kỳ trước",
        "Chỉ so khi cùng bộ tiêu chí và cùng địa giới, và cả hai kỳ đều đủ số liệu. Đổi bộ tiêu chí hoặc sáp nhập xã thì hai bên không so với nhau; tử số và mẫu số có thể cộng qua sáp nhập, số tiêu chí thì không.",
    ),
    (
        "Số của {place}",
        "Tỷ lệ của {place} tính từ tổng tử số và tổng mẫu số của các xã, không phải bình quân các tỷ lệ. Xã chưa có số liệu bị để ngoài, và trang ghi rõ mấy xã có số.",
    ),
    (
        "Nguồn lực và nợ đọng",
        "Chỉ cộng các nguồn cùng đơn vị tính: tiền với tiền, ngày công với ngày công, đất với đất. Dòng “Tổng cộng bằng tiền” là số xã ghi, được đối chiếu với tổng các nguồn; lệch quá nửa triệu đồng thì nói ra. Tỷ lệ huy động và giải ngân so với kế hoạch năm, chỉ tính trên các xã có cả hai số.",
    ),
)

WORDS: tuple[Entry, ...] = (
    ("Minh họa", "Số tự đặt để chạy thử, không phải số liệu thật của xã. Kết quả nào có một số minh họa bên dưới thì cũng chỉ là minh họa và được ghi như vậy."),
    ("Công bố", "Số lấy từ nguồn đã công bố, có ghi nguồn."),
    ("Báo cáo", "Số do xã hoặc {agency} ghi trong biểu đã nộp."),
    ("Ước", "Năm chưa hết: số đến ngày chốt là ước cho cả năm, còn có thể thay đổi."),
    ("Chính thức, thẩm tra", "Chính thức: số đã chốt của năm. Thẩm tra: cơ quan có thẩm quyền đã kiểm tra."),
    ("Theo đánh giá, chưa đối chiếu mức của {province}", "Mức do {province} quy định nhưng chưa tìm thấy văn bản; mức theo vùng, mức của năm chưa có nguồn thì ghi theo tên ấy. Kết quả là Đạt hoặc Chưa đạt ghi trong biểu, kèm cơ quan đánh giá; không tự đặt ra tỷ lệ nào."),
    ("Nguồn thứ cấp, chưa đối chiếu", "Mức lấy từ bài viết hoặc trang pháp luật trích lại quyết định, chưa được so với phụ lục của chính quyết định."),
    ("Thông lệ, chờ xác nhận", "Đơn vị chủ trì ghi theo phân công quen thuộc, chưa có văn bản nào giao; cần {place} xác nhận."),
    ("Theo báo cáo của xã", "Hồ sơ, tiến độ danh hiệu, thôn kiểu mẫu và nhiệm vụ ghi đúng như xã báo, không tính lại."),
)  # fmt: skip

PROMISES: tuple[Entry, ...] = (
    (PromiseState.DONE, "Số liệu hoặc lời báo cho thấy đã làm được điều được giao."),
    (PromiseState.RUNNING, "Chưa đến lúc xét năm hạn, hoặc nội dung không có hạn. Câu giải thích nói đang nhanh hay chậm, nếu tính được."),
    (PromiseState.NOT_BEGUN, "Cũng như vậy, mà đơn vị báo chưa thực hiện hoặc chưa có tiến triển."),
    (PromiseState.UNFINISHED, "Đã hết hạn mà theo lần báo gần nhất đơn vị chưa làm xong; ghi ngày báo và làm đến đâu."),
    (PromiseState.MISSED, "Đã hết hạn mà số liệu, số tiêu chí hay kết quả xét cho thấy chưa đạt; hoặc số đếm trong năm đã vượt mức không được vượt."),
    (PromiseState.UNKNOWN, "Không đủ số liệu hoặc chưa có lời báo để xét; không tính là đạt hay không đạt."),
)  # fmt: skip

PRINCIPLES: tuple[str, ...] = (
    "Mỗi nội dung kết luận, với mỗi xã hoặc {agency} được giao, là một cam kết và được xét theo đúng một quy tắc dưới đây; báo cáo nói quy tắc ấy bằng số của chính cam kết.",
    "Giữ các tiêu chí đã đạt nghĩa là giữ đúng những tiêu chí ấy: đạt thêm tiêu chí khác không bù cho tiêu chí bị mất.",
    "Một việc nêu ở hai điểm của thông báo là một cam kết, ghi cả hai điểm.",
)

# What a rule of ntm_lib.analysis.promise_rules.RULES judges, by the first word of its id
RULE_KINDS = {
    "measure": "Số liệu so với mức được giao",
    "ceiling": "Số liệu so với mức được giao",
    "year": "Số liệu so với mức được giao",
    "change": "Tăng hoặc giảm so với kỳ gốc",
    "criteria": "Giữ hoặc đạt thêm tiêu chí",
    "tier": "Danh hiệu và thôn kiểu mẫu",
    "progress": "Danh hiệu và thôn kiểu mẫu",
    "task": "Nhiệm vụ",
    "no": "Không có gì để xét",
}

TRACE: tuple[str, ...] = (
    "Trên trang của xã, bấm vào một con số: trang nhảy đến bảng “Nguồn của từng số liệu” ở cuối, nơi ghi tệp, trang và ô trong biểu Excel.",
    "Trên trang của {agency}, bấm vào một ô của bảng chỉ tiêu: mở trang của xã đúng ở dòng nguồn ấy.",
    "Mở tệp trong thư mục data/submissions, tìm đúng trang và ô đã ghi. Số bị văn phòng sửa có ghi ai sửa, khi nào và vì sao.",
    "Mọi bảng kết quả có ở dạng CSV trong thư mục data cạnh các trang; manifest.json ghi biểu nào, bản nào đã được đọc.",
)

# In place of the criteria sets' row where the numbers are in levels.csv
FILES_OF_LEVELS: tuple[tuple[str, str, str], ...] = (
    ("Bộ tiêu chí", "data/reference/criteria", "Từng chỉ tiêu là gì, xét bằng cách nào, nguồn, đã đối chiếu hay chưa."),
    ("Mức quy định", "data/reference/levels.csv", "Mức bằng số, phạm vi áp dụng, nguồn, đã đối chiếu hay chưa."),
)
FILES: tuple[tuple[str, str, str], ...] = (
    ("Biểu của các xã, {agency}", "data/submissions", "Số liệu từng kỳ, do xã và {agency} ghi."),
    ("Thông báo kết luận hội nghị", "data/conclusions", "Từng nội dung tách riêng để theo dõi được."),
    ("Bộ tiêu chí", "data/reference/criteria", "Mức từng chỉ tiêu, nguồn của từng mức, đã đối chiếu hay chưa."),
    ("Xã, mã xã, ngày có hiệu lực", "data/reference/units.csv", "Dân số và số hộ theo điều tra năm 2019."),
    ("Đơn vị chủ trì", "data/reference/indicator-leads.csv", "Căn cứ của từng phân công."),
    ("Quyết định công nhận", "data/reference/recognition.csv", "Danh hiệu, năm của chuẩn, số và ngày ký."),
    ("Số tiêu chí đã công bố", "data/reference/published-counts.csv", "Để đối chiếu với số đếm từ biểu."),
    ("Số của {place} đã công bố", "data/reference/published-district.csv", "Để đặt cạnh số tính từ biểu."),
)
# Where a place is a district only
OF_DISTRICTS = (
    (
        "Bảng tiến độ của {province}",
        "data/reference/province-progress.csv",
        "Theo từng huyện, thị xã, thành phố, quận.",
    ),
)
