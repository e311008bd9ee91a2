/** The media type ClickHouse gives to rows of a format. */
export function contentTypeOf(format: string): string {
  if (/^(JSONEachRow|JSONStringsEachRow|JSONCompact\w*EachRow\w*|JSONEachRowWithProgress)$/.test(format)) {
    return "application/x-ndjson; charset=UTF-8";
  }
  if (/^JSON/.test(format)) return "application/json; charset=UTF-8";
  if (/^(TSV|TabSeparated)/.test(format)) return "text/tab-separated-values; charset=UTF-8";
  if (/^CSV/.test(format)) return "text/csv; charset=UTF-8";
  if (/^(Native|RowBinary\w*|Parquet|Arrow\w*|ORC|Avro|MsgPack|BSONEachRow)$/.test(format)) {
    return "application/octet-stream";
  }
  return "text/plain; charset=UTF-8";
}
