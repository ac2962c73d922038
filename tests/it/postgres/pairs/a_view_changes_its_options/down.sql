ALTER VIEW people RESET (security_invoker, check_option);
