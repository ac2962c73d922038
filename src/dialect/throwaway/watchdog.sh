# Runs a server until standard input ends: that of a process that is killed ends, too.
# The first argument is the signal that ends it, the second the folder to delete behind it, the
# others are the server's command.
signal=$1
folder=$2
shift 2
stop() {
    kill -"$signal" "$server"
    wait "$server"
    rm -rf "$folder"
    exit 0
}
"$@" </dev/null &
server=$!
trap stop TERM HUP INT
# So that standard error ends where the server ends.
exec 2>/dev/null
read -r line
stop
