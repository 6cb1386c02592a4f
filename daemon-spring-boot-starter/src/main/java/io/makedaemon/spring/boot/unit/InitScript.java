package io.makedaemon.spring.boot.unit;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.makedaemon.prepare.Template;

/**
 * Writes init scripts. Root runs them, and the program is its own init script: each
 * command of the script is a command of the program.
 */
final class InitScript {

	private static final String OPENRC = """
			#!/sbin/openrc-run
			# To install it, as root, write it to /etc/init.d/@FILE@, then:
			#   chmod 755 /etc/init.d/@FILE@
			#   rc-update add @FILE@
			name=@NAME@
			extra_started_commands="reload@UPGRADE@"
			description_reload="Reload the configuration"
			description_upgrade="Replace the running daemon without refusing a request"

			depend() {
				use net dns logger
				after firewall
			}

			program() {
				cd @DIRECTORY@ && @COMMAND@ "--daemon.command=$1"
			}

			start() {
				ebegin "Starting $name"
				(program start)
				eend $?
			}

			stop() {
				ebegin "Stopping $name"
				(program stop)
				eend $?
			}

			status() {
				(program status)
			}

			reload() {
				ebegin "Reloading $name"
				(program reload)
				eend $?
			}

			upgrade() {
				ebegin "Upgrading $name"
				(program upgrade)
				eend $?
			}
			""";

	private static final String SYSV = """
			#!/bin/sh
			# To install it, as root, write it to /etc/init.d/@FILE@, then:
			#   chmod 755 /etc/init.d/@FILE@
			#   update-rc.d @FILE@ defaults
			### BEGIN INIT INFO
			# Provides:          @FILE@
			# Required-Start:    $remote_fs $network
			# Required-Stop:     $remote_fs $network
			# Should-Start:      $named $time $syslog
			# Should-Stop:       $named $time $syslog
			# Default-Start:     2 3 4 5
			# Default-Stop:      0 1 6
			# Short-Description: @FILE@
			# Description:       Starts @FILE@ as a daemon
			### END INIT INFO

			case "$1" in
				start | stop | restart | reload | status@UPGRADE@) command=$1 ;;
				force-reload) command=reload ;;
				try-restart)
					"$0" status >/dev/null || exit 0
					command=restart
					;;
				*)
					echo "Usage: $0 {start|stop|restart|try-restart|reload|force-reload|status@UPGRADE_USAGE@}" >&2
					exit 2
					;;
			esac
			cd @DIRECTORY@ || exit 1
			exec @COMMAND@ "--daemon.command=$command"
			""";

	private InitScript() {
	}

	/**
	 * Write a script for OpenRC.
	 * @param service the service
	 * @return the text
	 */
	static String openrc(Service service) {
		String upgrade = """
				upgrade() {
					ebegin "Upgrading $name"
					(program upgrade)
					eend $?
				}
				""";
		String script = service.isUpgradable() ? OPENRC
				: OPENRC.replace("\n" + upgrade, "").replaceAll("description_upgrade=.*\n", "");
		return fill(script, service, " upgrade", "");
	}

	/**
	 * Write a script for System V.
	 * @param service the service
	 * @return the text
	 */
	static String sysv(Service service) {
		return fill(SYSV, service, " | upgrade", "|upgrade");
	}

	private static String fill(String script, Service service, String upgrade, String upgradeUsage) {
		return Template.fill(script.stripTrailing(), Map.of("FILE", service.fileName(), "NAME", quote(service.name()),
				"DIRECTORY", quote(service.directory()), "COMMAND", quote(service.wordsOfRoot()), "UPGRADE",
				service.isUpgradable() ? upgrade : "", "UPGRADE_USAGE", service.isUpgradable() ? upgradeUsage : ""));
	}

	/**
	 * Quote words for sh(1).
	 */
	static String quote(List<String> words) {
		return words.stream().map(InitScript::quote).collect(Collectors.joining(" "));
	}

	/**
	 * Quote a word for sh(1).
	 */
	static String quote(String word) {
		return "'" + word.replace("'", "'\\''") + "'";
	}

}
