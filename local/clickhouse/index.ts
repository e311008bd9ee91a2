/** The embedded ClickHouse for developers and tests: a data folder behind ClickHouse's HTTP interface. */

export { FolderHeldError } from "./folder-lock.ts";
export { type ClickHouseOptions, type LocalClickHouse, startClickHouse } from "./start.ts";
