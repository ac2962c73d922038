ALTER TABLE `users`
  MODIFY COLUMN `state` enum('new','old','gone') DEFAULT 'new',
  MODIFY COLUMN `flags` set('a','b');
