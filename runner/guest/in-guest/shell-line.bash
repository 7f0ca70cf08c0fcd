# bash reads this through BASH_ENV before a line of a Run. It notes the first command of the line
# that fails, as `exit-code commands-in-its-pipeline command`. What the line tests itself (if, &&, ||, !,
# [ ]) is no failure, and neither is a writer whose reader has enough (SIGPIPE, 141).
crossings_notes=$CROSSINGS_NOTES
unset BASH_ENV CROSSINGS_NOTES
set -o pipefail
: >"$crossings_notes"
trap 'case $?:$BASH_COMMAND in
141:* | *:"["* | *:"test "* | *:"(("* | *:"let "*) ;;
*)
  printf "%s %s %s" "$?" "${#PIPESTATUS[@]}" "$BASH_COMMAND" >"$crossings_notes"
  trap - ERR
  ;;
esac' ERR
