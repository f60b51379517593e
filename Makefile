# Everything a person types. Set-up happens by itself and only when a lock or the package's own description changes.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
HALF := $(VENV)/.half-made
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: reports test test-fast test-slow check bench lint lab docs common illustrative-forms pictures lock clean help

help: ## what can be typed
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## / – /'

# Installs the lock $1, tells what pip is at, and where pip fails what to do. pip's own words are kept in the log.
define INSTALL
log=$(VENV)/cai-dat.log; total=$$(grep -c '^[a-z0-9]' $$1); count=0; slow=
{ $(BIN)/python -m pip install --no-input --require-hashes -r $$1 2>&1; echo "ended $$?"; } | tee $$log | while IFS= read -r line; do
  case $$line in Processing*) line=$${line##*/}; line="Collecting $${line%%-*}" ;; esac  # from a folder of packages
  case $$line in
    Ignoring*) total=$$((total - 1)) ;;  # for another system
    Collecting*|"Requirement already satisfied: "*)
      count=$$((count + 1)); package=$${line#Collecting }; package=$${package#*satisfied: }; package=$${package%%[= ]*}
      if [ -t 1 ]; then printf '\r      %s/%s %-30s' $$count $$total "$$package"
      elif [ $$((count % 20)) = 0 ]; then printf '      %s/%s %s\n' $$count $$total "$$package"; fi ;;
    "WARNING: Retrying"*) [ "$$slow" ] || printf '\n      Mạng chậm hoặc không có, đang thử lại…\n'; slow=yes ;;
    "Installing collected"*) printf '\n      Đã có đủ %s gói; đang chép vào $(VENV), mất khoảng nửa phút…\n' $$count ;;
    "ended 0") exit 0 ;;
    "ended "*) exit 1 ;;
  esac
done && exit 0
printf '\n'; grep '^ERROR' $$log || tail -n 3 $$log
if grep -q 'No space left' $$log; then echo "Ổ đĩa đã đầy: cần khoảng 1,5 GB trống. Dọn bớt rồi chạy lại."
elif grep -q 'DO NOT MATCH THE HASHES' $$log; then echo "Gói tải về khác với bản đã khóa nên không cài. Chạy lại; nếu vẫn thế, báo người quản lý nguồn gói."
elif grep -qE 'Retrying|No matching distribution|onnection|imed out' $$log; then
  echo "Không lấy được gói phần mềm. Nối mạng (hoặc đặt proxy: HTTPS_PROXY=…) rồi chạy lại lệnh vừa rồi; gói đã tải không phải tải lại."
  echo "Máy không có mạng: ở máy có mạng cùng loại, cùng bản Python chạy “pip download -r $$1 -d goi”, chép thư mục goi sang đây,"
  echo "rồi chạy lệnh vừa rồi với PIP_NO_INDEX=1 PIP_FIND_LINKS=goi ở trước."
else echo "Cài chưa xong. Chạy lại lệnh vừa rồi; nếu vẫn thế, gửi tệp $$log cho người phụ trách kỹ thuật."; fi
exit 2
endef
export INSTALL

# $(call set_up,LOCK,MARKS): an environment that a run of ours was cut off in is made anew; one that somebody else made is used;
# one that a link leads to belongs to another folder and is left alone
define set_up
@[ ! -L $(VENV) ] || { echo "$(VENV) là liên kết tới môi trường của một thư mục khác, nên không cài hay xóa gì ở đó. Gỡ liên kết (rm $(VENV)) rồi chạy lại, hoặc chạy lệnh này ở thư mục kia."; exit 2; }
@"$(PYTHON)" -c "import sys; sys.exit(sys.version_info < (3, 11))" || { echo "Cần Python 3.11 trở lên: cài rồi chạy lại, hoặc gọi make PYTHON=đường-dẫn-python."; exit 2; }
@[ ! -e $(HALF) ] || rm -rf $(VENV)
@mkdir -p $(VENV) && touch $(HALF) && rm -f $(READY) $(READY_DEV)
@echo "[1/3] Tạo môi trường Python riêng ở $(VENV)"
@"$(PYTHON)" -m venv $(VENV) || { echo "Không tạo được môi trường Python (Debian, Ubuntu: cài gói python3-venv rồi chạy lại)."; exit 2; }
@echo "[2/3] Tải và cài các gói phần mềm đã khóa ($(1)); lần đầu mất vài phút"
@sh -c "$$INSTALL" install $(1)
@echo "[3/3] Cài sổ báo cáo"
@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
@touch $(2) && rm -f $(HALF)
endef

$(READY): requirements.lock pyproject.toml
	$(call set_up,requirements.lock,$(READY))

$(READY_DEV): requirements-dev.lock pyproject.toml
	$(call set_up,requirements-dev.lock,$(READY) $(READY_DEV))

reports: $(READY) ## build the reports of the current season
	$(BIN)/ntm build

test-fast: $(READY_DEV) ## run the tests of the pure rules: reading of cells, analysis, words; no processes, builds or browser
	$(BIN)/pytest tests/unit -m fast --numprocesses auto --hypothesis-profile few

test-slow: $(READY_DEV) ## run the tests that take minutes, and those that make their inputs up with all of these
	$(BIN)/pytest -m "slow or random" --hypothesis-profile all --numprocesses auto --dist load

bench: $(READY_DEV) ## measure the batch engine beside its peers and its floor (an hour)
	$(BIN)/python -m pip install --quiet ploomber-engine==0.0.33
	$(BIN)/python benchmarks/batch.py
	$(BIN)/python benchmarks/batch.py --write-docs

test: $(READY_DEV) ## run all tests but the slow ones; every branch of intake and analysis must be run
	$(BIN)/pytest --numprocesses auto --cov --cov-report term

check: lint ## before a commit: lint, rendered documents, the pure rules; no network
	$(BIN)/pytest -q tests/test_project.py -k "documented or up_to_date or dictionary"
	$(MAKE) test-fast

lint: $(READY_DEV) ## style, types and import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lab: $(READY) ## open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=. --LabApp.default_url=/lab/tree/notebooks

docs: $(READY) ## render the data dictionary, the list of checks and the list of pages
	$(BIN)/python -m ntm_lib.schemas docs/data-dictionary.md
	$(BIN)/python -m ntm_lib.intake.findings docs/kiem-tra.md
	$(BIN)/python -m ntm_lib.presentation.kinds docs/pages.md

common: $(READY) ## copy what is common to any workbook from the project's own into the package
	$(BIN)/python -m ntm_lib.new_workbook.common .

illustrative-forms: $(READY) ## OVERWRITE data/submissions with the illustrative forms
	$(BIN)/python data/illustrative/make_forms.py

pictures: $(READY_DEV) ## accept how the pages look now; look at them first
	NTM_ACCEPT_PICTURES=1 $(BIN)/pytest -q tests/browser/test_pictures.py

lock: ## resolve the dependencies again (needs uv): all of them, then of these what reports need
	$(COMPILE) --extra build --extra dask --extra dev --upgrade --output-file requirements-dev.lock
	$(COMPILE) --extra build --extra dask --constraint requirements-dev.lock --upgrade --output-file requirements.lock

COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --no-strip-extras --quiet

clean: ## remove what the commands above made, but for reports: an issued edition may be among them
	rm -rf $(VENV) .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
