DROP TABLE "likes";
DROP TABLE "posts";
DROP TABLE "users";
