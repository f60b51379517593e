// Saves a form again with three libraries of JavaScript: node again.js FORM.xlsx FOLDER
const XLSX = require("xlsx"), ExcelJS = require("exceljs"), XlsxPopulate = require("xlsx-populate");
const [source, folder] = process.argv.slice(2);

(async () => {
  const book = XLSX.readFile(source, { cellStyles: true, cellNF: true });
  for (const [kind, type] of [["xlsx", "xlsx"], ["xls", "biff8"], ["xlsb", "xlsb"], ["ods", "ods"]])
    XLSX.writeFile(book, `${folder}/sheetjs.${kind}`, { bookType: type });
  const excel = new ExcelJS.Workbook();
  await excel.xlsx.readFile(source);
  await excel.xlsx.writeFile(`${folder}/exceljs.xlsx`);
  await (await XlsxPopulate.fromFileAsync(source)).toFileAsync(`${folder}/xlsx-populate.xlsx`);
})();
