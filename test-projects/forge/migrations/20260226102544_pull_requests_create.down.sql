-- Takes pull requests away.

DROP VIEW repository_overview;
DROP TABLE comments;
DROP TABLE pull_request_reviewers;
DROP TABLE pull_requests;
