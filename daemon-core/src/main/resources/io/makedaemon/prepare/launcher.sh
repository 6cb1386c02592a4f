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

# What root would run, and another user can change: prints the first of it. These files, all
# on the way to them, and what was prepared are looked at. In a directory with the sticky bit
# others can only add to what is there: one on the way, with a slash at its end, may have it,
# but not one in which a link is followed.
changeable() {
	for path; do
		while [ -L "$path" ] && [ -e "$path" ]; do
			set -- "$@" "${path%/*}/."
			link=$(readlink "$path")
			case $link in
				/*) path=$link ;;
				*) path=${path%/*}/$link ;;
			esac
			set -- "$@" "$path"
		done
		set -- "$@" "$(cd -P "${path%/*}/" && pwd -P)/${path##*/}"
	done
	for path in "$@" @PREPARED@ @DIRECTORY@; do
		while [ -n "$path" ]; do
			path=${path%/*}
			set -- "$@" "$path/"
		done
	done
	files=$(stat -L -c '%u %a %n' @DIRECTORY@ @PREPARED@ @PREPARED@/* @PREPARED@/app/* @PREPARED@/app/lib/*.jar "$@")
	set -f
	IFS='
'
	for file in ${files:-"? ? "@PREPARED@', which stat(1) cannot look at,'}; do
		mode=${file#* }
		mode=${mode%% *}
		path=${file#* * }
		case ${file%% *}/$mode/${path##*/} in
			0/[1357]???/) ;;
			0/*[2367]/* | 0/*[2367]?/* | [!0]*)
				path=${path%/.}
				path=${path%/}
				echo "${path:-/}"
				return
				;;
		esac
	done
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

# Whoever it is, if that is not known
if [ "$(id -u || echo 0)" = 0 ]; then
	case $0 in
		/*) script=$0 ;;
		*/*) script=$(pwd)/$0 ;;
		*) script=$(command -v -- "$0") ;;
	esac
	changeable=$(changeable "$script" @JAR@ 2>/dev/null)
	if [ -n "$changeable" ]; then
		echo @NAME@": root does not run what others can change, and $changeable is another user's, or can be written by" \
			'others. Let root prepare a jar that only root can change, in directories of root'"'"'s, with daemon.user for' \
			'the user that it is to run as' >&2
		[ "$command" = status ] && exit 4
		exit 1
	fi
fi

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
