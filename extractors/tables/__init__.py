"""Tables of many rows: delimited text, spreadsheets, Parquet, Avro, SQLite; profiles of time series."""
