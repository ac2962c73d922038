ALTER TABLE `users`
  MODIFY COLUMN `state` enum('old','new') DEFAULT 'old',
  MODIFY COLUMN `flags` set('a','b','c');
