ALTER VIEW people SET (security_invoker=true, check_option=local);
