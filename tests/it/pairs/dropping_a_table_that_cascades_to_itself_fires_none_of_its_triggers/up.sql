DROP TRIGGER "folder_gone";
DROP TABLE "folders";
