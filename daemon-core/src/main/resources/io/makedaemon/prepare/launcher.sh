#!/bin/sh
# Made by --daemon.command=prepare: runs the program as that command did, in the same
# directory, with the same options and arguments, and those that are given here.

# What is looked at: what was prepared, the jar that it was made of, and the end of that,
# where a jar has the checksums of all that is in it.
files() {
	LC_ALL=C
	cd @PREPARED@ && stat -L -c '%s %Y %n' @JAR@ @PREPARED_JAR@ @ARCHIVE@ app/lib/*.jar &&
		tail -c 1048576 @JAR@ | cksum
}

command=${1-}
case $command in
	start | run | stop | force-stop | restart | reload | status | prepare)
		shift
		set -- "--daemon.command=$command" "$@"
		;;
	'' | -*) ;;
	.files)
		files
		exit
		;;
	*)
		echo 'Usage: '@NAME@' [start|run|stop|force-stop|restart|reload|status|prepare] [arguments]' >&2
		exit 2
		;;
esac

# An argument that is given here takes the place of one from then
given=' '
for argument; do
	case $argument in
		--*=*) given="$given${argument%%=*} " ;;
	esac
done
@ARGUMENTS@
cd @DIRECTORY@ || exit 1

# What these variables say may not go together with the options of the parent
if [ "$command" != prepare ] && [ -z "${JAVA_TOOL_OPTIONS-}${JDK_JAVA_OPTIONS-}${_JAVA_OPTIONS-}" ] &&
	[ -x @JAVA@ ] && [ -s @PREPARED@/files ] &&
	[ "$(files 2>/dev/null)" = "$(cat @PREPARED@/files)" ]; then
	if [ "$command" = run ]; then
		exec @JAVA@ @OPTIONS@ @ARCHIVE_OPTION@ -jar @PREPARED_JAR@ "$@"
	fi
	# A daemon's JVM gets none of the options that this one has beyond the program's own
	exec @JAVA@ @OPTIONS@ @LAUNCHED@ -XX:TieredStopAtLevel=1 -XX:-UsePerfData @ARCHIVE_OPTION@ \
		-jar @PREPARED_JAR@ "$@"
fi
exec @TYPED_JAVA@ @OPTIONS@ -jar @JAR@ "$@"
