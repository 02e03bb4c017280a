CREATE TABLE customers (id INTEGER PRIMARY KEY, 姓名 TEXT, 身份证号 TEXT, contact TEXT COMMENT 'mail',
    photo BLOB, seen DATETIME, more JSON, price DECIMAL(10,2)
) COMMENT 'Those who buy';
INSERT INTO customers VALUES
    (1, '李雷', '11010519491231002X', 'an.invented.person@example.com', x'00ff', '2024-03-01 08:00', '{"k": 1}', 12.5),
    (2, '张伟', '', '', NULL, NULL, NULL, NULL);
CREATE VIEW buyers AS SELECT contact FROM customers;
CREATE TABLE many (id INTEGER PRIMARY KEY, body TEXT);
INSERT INTO many SELECT seq, CONCAT('row ', seq) FROM seq_1_to_1200;
CREATE TABLE hidden (a TEXT);
CREATE TABLE `x #1/2` (a TEXT);
CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'made-for-tests';
GRANT SELECT ON shop.customers TO reader@'127.0.0.1';
GRANT SELECT ON shop.buyers TO reader@'127.0.0.1';
GRANT SELECT ON shop.many TO reader@'127.0.0.1';
CREATE VIEW endless AS SELECT SLEEP(id) AS a FROM many;
GRANT SELECT ON shop.endless TO reader@'127.0.0.1';
