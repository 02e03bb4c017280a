CREATE TABLE customers (id INTEGER PRIMARY KEY, 姓名 TEXT, 身份证号 TEXT, contact TEXT,
    photo BYTEA, seen TIMESTAMPTZ, more JSONB, tags TEXT[], price NUMERIC(10,2));
COMMENT ON TABLE customers IS 'Those who buy';
COMMENT ON COLUMN customers.contact IS 'mail';
INSERT INTO customers VALUES
    (1, '李雷', '11010519491231002X', 'an.invented.person@example.com', '\x00ff', '2024-03-01T08:00Z', '{"k": 1}', ARRAY['a', 'b'], 12.5),
    (2, '张伟', '', '', NULL, NULL, NULL, NULL, NULL);
CREATE VIEW buyers AS SELECT contact FROM customers;
CREATE TABLE many AS SELECT g AS id, 'row ' || g AS body FROM generate_series(1, 1200) g;
ALTER TABLE many ADD PRIMARY KEY (id);
CREATE TABLE hidden (a TEXT);
CREATE TABLE public_notes (a TEXT);
CREATE SCHEMA "odd.name";
CREATE TABLE "odd.name"."x #1/2" (a TEXT);
CREATE ROLE reader LOGIN PASSWORD 'made-for-tests';
CREATE ROLE staff;
GRANT SELECT ON customers, buyers, many, public_notes TO reader;
GRANT SELECT, UPDATE ON many TO staff;
GRANT SELECT ON public_notes TO PUBLIC;
CREATE FUNCTION slow() RETURNS TEXT LANGUAGE sql AS $$ SELECT pg_sleep(30)::TEXT $$;
CREATE VIEW endless AS SELECT slow() AS a;
GRANT SELECT ON endless TO reader;
