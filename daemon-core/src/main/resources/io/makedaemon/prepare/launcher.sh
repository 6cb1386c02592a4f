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

# Prints a script that completes this command's arguments in a shell.
completion() {
	case $1 in
		bash | zsh | fish) ;;
		*)
			echo "Usage: $0 completion bash|zsh|fish" >&2
			exit 2
			;;
	esac
	name=${0##*/}
	case $name in
		-* | *[!A-Za-z0-9._+-]*)
			echo "$name: a shell completes no command with such a name" >&2
			exit 1
			;;
	esac
	function=_$(printf %s "$name" | tr -c A-Za-z0-9 _)
	case $1 in
		bash)
			cat <<'END'
FUNCTION() {
	local line=${COMP_LINE:0:COMP_POINT} words=
	local current=${line##*[[:space:]]}
	if [ "$COMP_CWORD" = 1 ]; then
		words='@COMMAND_WORDS@'
	else
		case ${COMP_WORDS[1]} in
			completion) words='bash zsh fish' ;;
			status) words='--daemon.status.format=text --daemon.status.format=json' ;;
			log) words='-f -n' ;;
			stop | force-stop | restart) words='--daemon.stop-timeout=' ;;
			unit) words='--daemon.unit.format=systemd --daemon.unit.format=openrc --daemon.unit.format=sysv
				--daemon.unit.format=launchd --daemon.unit.format=cron' ;;
			dump) words='--daemon.dump.heap=' ;;
		esac
	fi
	COMPREPLY=($(compgen -W "$words" -- "$current"))
	[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace
	# For bash, the word begins behind an equals sign
	if [[ $current == *=* && $COMP_WORDBREAKS == *=* ]]; then
		COMPREPLY=("${COMPREPLY[@]#"${current%"${current##*=}"}"}")
	fi
}
complete -o default -F FUNCTION NAME
END
			;;
		zsh)
			cat <<'END'
#compdef NAME
FUNCTION() {
	if ((CURRENT == 2)); then
		compadd -- @COMMAND_WORDS@
		return
	fi
	case $words[2] in
		completion) compadd -- bash zsh fish ;;
		status) compadd -- --daemon.status.format={text,json} ;;
		log) compadd -- -f -n ;;
		stop | force-stop | restart) compadd -S '' -- --daemon.stop-timeout= ;;
		unit) compadd -- --daemon.unit.format={systemd,openrc,sysv,launchd,cron} ;;
		dump) compset -P '--daemon.dump.heap=' && _files || compadd -S '' -- --daemon.dump.heap= ;;
		*) _files ;;
	esac
}
compdef FUNCTION NAME
END
			;;
		fish)
			cat <<'END'
set -l commands @COMMAND_WORDS@
complete -c NAME -n "not __fish_seen_subcommand_from $commands" -f -a "$commands"
complete -c NAME -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'
complete -c NAME -n '__fish_seen_subcommand_from status' -f -a '--daemon.status.format=text --daemon.status.format=json'
complete -c NAME -n '__fish_seen_subcommand_from log' -s f -d 'Follow the log'
complete -c NAME -n '__fish_seen_subcommand_from log' -s n -x -d 'Number of lines'
complete -c NAME -n '__fish_seen_subcommand_from stop force-stop restart' -f -a '--daemon.stop-timeout='
set -l formats --daemon.unit.format={systemd,openrc,sysv,launchd,cron}
complete -c NAME -n '__fish_seen_subcommand_from unit' -f -a "$formats"
complete -c NAME -n '__fish_seen_subcommand_from dump' -a '--daemon.dump.heap='
END
			;;
	esac | sed "s/FUNCTION/$function/; s/NAME/$name/"
}

command=${1-}
case $command in
	'' | -*) ;;
	.files)
		files
		exit
		;;
	completion)
		completion "${2-}"
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
			--*) set -- "$@" "$lines$argument" && lines= ;;
			*) lines=unknown && break ;;
		esac
	done
	if [ -n "$lines" ]; then
		echo "Usage: $0 log [-f] [-n LINES]" >&2
		exit 2
	fi
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

# How the user calls this script: by its name, if the shell finds it by that
typed=${0##*/}
[ "$(command -v -- "$typed")" = "$0" ] || typed=$0

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
exec "$java" @LAUNCHED_OPTIONS@ @LAUNCHED@ "-D__DAEMON_LAUNCHER=$typed" -XX:TieredStopAtLevel=1 -XX:-UsePerfData "$@"
