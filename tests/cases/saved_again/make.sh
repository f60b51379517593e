#!/bin/sh
# Saves a form again with other programs: sh make.sh FORM.xlsx. Needs LibreOffice, Gnumeric, Python with openpyxl, and beside this file
# `npm install xlsx exceljs xlsx-populate`.
set -eu
form=$(realpath "$1")
cd "$(dirname "$0")"
node again.js "$form" .
python3 -c "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1]).save('openpyxl.xlsx')" "$form"
ssconvert -T Gnumeric_Excel:xlsx "$form" gnumeric.xlsx
ssconvert -T Gnumeric_Excel:excel_biff8 "$form" gnumeric.xls
ssconvert -T Gnumeric_OpenCalc:odf "$form" gnumeric.ods
for kind in xlsx xls ods; do
  soffice --headless --convert-to "$kind" --outdir saved "$form"
  mv saved/*."$kind" "libreoffice.$kind"
done
rmdir saved
