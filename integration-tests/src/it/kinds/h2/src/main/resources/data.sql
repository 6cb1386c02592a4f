MERGE INTO pet KEY (name) VALUES ('Leo');
