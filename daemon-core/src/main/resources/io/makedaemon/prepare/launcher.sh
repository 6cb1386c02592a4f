#!/bin/sh
# Created by --daemon.command=prepare. Runs the program as that command did, in the same
# directory, with the same options and arguments, followed by the arguments given here.

# Prints the state of the files that must not change: what was prepared, and the jar that it
# was made from, including the end of the jar, which has the checksums of all its contents.
files() {
	LC_ALL=C
	cd @PREPARED@ && stat -L -c '%s %Y %n' @JAR@ @PREPARED_JAR@ @ARCHIVE@ app/lib/*.jar &&
		tail -c 1048576 @JAR@ | cksum
}

# Prints the first file that root would run and that another user can change. Checks the given
# files, all directories on the paths to them, and what was prepared. In a directory with the
# sticky bit, others can only add entries: a directory on a path, marked by a slash at its end,
# may have the bit, but not a directory in which a link is followed.
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

# Prints the options in the value of a variable, except those for the daemon's JVM only: an
# agent, a port, a file. Fails with 1 if one may hide others, and with 2 if one cannot be
# combined with the archive that was prepared.
harmless() {
	LC_ALL=C
	result=0
	rest=$1
	while
		rest=${rest#"${rest%%[![:space:]]*}"}
		[ -n "$rest" ]
	do
		option=
		typed=
		while
			part=${rest%%[[:space:]\'\"]*}
			rest=${rest#"$part"}
			option=$option$part
			typed=$typed$part
			quote=${rest%"${rest#?}"}
			[ "$quote" = "'" ] || [ "$quote" = '"' ]
		do
			rest=${rest#?}
			part=${rest%%"$quote"*}
			rest=${rest#"$part"}
			rest=${rest#?}
			option=$option$part
			typed=$typed$quote$part$quote
		done
		case $option in
			@OPTION_FILES@) return 1 ;;
			@ARCHIVES@) result=2 ;;
		esac
		case $option in
			@EXCLUSIVE@ | @TRAINING@)
				continue
				;;
			-Xlog:*:*)
				case ${option#-Xlog:*:} in
					'' | :* | stdout | stdout:* | stderr | stderr:*) ;;
					*) continue ;;
				esac
				;;
		esac
		printf '%s ' "$typed"
	done
	return $result
}

command=${1-}
case $command in
	'' | -*) ;;
	.files)
		files
		exit
		;;
	*)
		shift
		set -- "--daemon.command=$command" "$@"
		;;
esac

# As for tail(1): -f follows the log, -n is the number of lines
if [ "$command" = log ]; then
	lines=
	for argument; do
		shift
		case $lines$argument in
			-n) lines=--daemon.log.lines= ;;
			-n*) set -- "$@" "--daemon.log.lines=${argument#-n}" ;;
			-f) set -- "$@" --daemon.log.follow ;;
			*) set -- "$@" "$lines$argument" && lines= ;;
		esac
	done
fi

# A user that cannot be determined is treated as root
if [ "$(id -u || echo 0)" = 0 ]; then
	case $0 in
		/*) script=$0 ;;
		*/*) script=$(pwd)/$0 ;;
		*) script=$(command -v -- "$0") ;;
	esac
	changeable=$(changeable "$script" @JAR@ @AGENTS@ 2>/dev/null)
	if [ -n "$changeable" ]; then
		echo @NAME@": root does not run what others can change, and $changeable belongs to another user, or others can" \
			'write to it. As root, prepare a jar that only root can change, in directories that belong to root, and' \
			'set daemon.user to the user the daemon runs as' >&2
		[ "$command" = status ] && exit 4
		exit 1
	fi
fi

# An argument that is given here replaces the prepared one with the same name
given=' '
for argument; do
	case $argument in
		--*=*) given="$given${argument%%=*} " ;;
	esac
done
@ARGUMENTS@
cd @DIRECTORY@ || exit 1

(harmless "${JAVA_TOOL_OPTIONS-} ${JDK_JAVA_OPTIONS-} ${_JAVA_OPTIONS-}") >/dev/null
variables=$?
if [ $variables = 1 ]; then
	exec @TYPED_JAVA@ @OPTIONS@ -jar @JAR@ "$@"
fi

java=@TYPED_JAVA@
if [ "$command" != prepare ] && [ $variables = 0 ] && [ -x @JAVA@ ] && [ -s @PREPARED@/files ] &&
	[ "$(files 2>/dev/null)" = "$(cat @PREPARED@/files)" ]; then
	java=@JAVA@
	set -- @ARCHIVE_OPTION@ -jar @PREPARED_JAR@ "$@"
else
	set -- -jar @JAR@ "$@"
fi
if [ "$command" = run ]; then
	exec "$java" @OPTIONS@ "$@"
fi

# The daemon's JVM gets these variables unchanged, and only the program's own options, not
# those that are added here
for name in JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS; do
	unset "__DAEMON_$name"
	eval "value=\${$name-}"
	if [ -n "$value" ]; then
		options=$(harmless "$value")
		eval "export __DAEMON_$name=\"\$value\" $name=\"\$options\""
		[ -n "$options" ] || unset "$name"
	fi
done
exec "$java" @LAUNCHED_OPTIONS@ @LAUNCHED@ -XX:TieredStopAtLevel=1 -XX:-UsePerfData "$@"
