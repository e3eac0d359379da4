# make install, make uninstall: the programs, units and documents. Included by the Makefile.
#
# DESTDIR   the root of a tree to install into (a package's, a container's); nothing is started or created outside it
# PREFIX    /usr/local, or /usr for a package
# BUILD     where the built programs are

DESTDIR ?=
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
BUILD ?= .build/release

# systemd looks for units, users and folders in the lib of both usual prefixes.
UNITDIR ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR ?= $(PREFIX)/lib/tmpfiles.d
DOCDIR ?= $(PREFIX)/share/doc/learnd

BASH_COMPLETION = $(PREFIX)/share/bash-completion/completions/learnctl
ZSH_COMPLETION = $(PREFIX)/share/zsh/site-functions/_learnctl
FISH_COMPLETION = $(PREFIX)/share/fish/vendor_completions.d/learnctl.fish

INSTALLED_UNITS = learnd.service learnd.socket learnd-admin.socket
INSTALLED_DOCS = $(wildcard docs/*.md) config/learnd.yaml
INSTALLED_DECISIONS = $(wildcard docs/decisions/*.md)
MANDIR ?= $(PREFIX)/share/man
INSTALLED_FILES = \
	$(PREFIX)/bin/learnd $(PREFIX)/bin/learnctl \
	$(addprefix $(UNITDIR)/,$(INSTALLED_UNITS)) \
	$(SYSUSERSDIR)/learnd.conf $(TMPFILESDIR)/learnd.conf \
	$(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION) \
	$(MANDIR)/man1/learnctl.1 $(MANDIR)/man8/learnd.8

# Set in units and documents where the repository has a package's.
AT_PREFIX = sed -e 's|/usr/bin/|$(PREFIX)/bin/|g' -e 's|/usr/share/doc/learnd|$(DOCDIR)|g'

.PHONY: install uninstall test-systemd

install: ## install below DESTDIR and PREFIX
	@test -x $(BUILD)/learnd -a -x $(BUILD)/learnctl || { echo "$(BUILD) holds no programs: run make build first" >&2; exit 1; }
	install -d $(addprefix $(DESTDIR),$(PREFIX)/bin $(UNITDIR) $(SYSUSERSDIR) $(TMPFILESDIR) $(DOCDIR)/decisions $(MANDIR)/man1 $(MANDIR)/man8 $(SYSCONFDIR)/learnd)
	install -s -m 0755 $(BUILD)/learnd $(BUILD)/learnctl $(DESTDIR)$(PREFIX)/bin/
	@for unit in $(INSTALLED_UNITS); do \
		$(AT_PREFIX) systemd/$$unit > $(DESTDIR)$(UNITDIR)/$$unit && chmod 0644 $(DESTDIR)$(UNITDIR)/$$unit || exit 1; \
	done
	install -m 0644 systemd/sysusers.d/learnd.conf $(DESTDIR)$(SYSUSERSDIR)/learnd.conf
	install -m 0644 systemd/tmpfiles.d/learnd.conf $(DESTDIR)$(TMPFILESDIR)/learnd.conf
	install -m 0644 $(INSTALLED_DOCS) $(DESTDIR)$(DOCDIR)/
	install -m 0644 $(INSTALLED_DECISIONS) $(DESTDIR)$(DOCDIR)/decisions/
	install -m 0644 docs/man/learnctl.1 $(DESTDIR)$(MANDIR)/man1/
	install -m 0644 docs/man/learnd.8 $(DESTDIR)$(MANDIR)/man8/
	@if test -e $(DESTDIR)$(SYSCONFDIR)/learnd/learnd.yaml; then \
		echo "kept $(DESTDIR)$(SYSCONFDIR)/learnd/learnd.yaml; the new one with its defaults is $(DESTDIR)$(DOCDIR)/learnd.yaml"; \
	else install -m 0644 config/learnd.yaml $(DESTDIR)$(SYSCONFDIR)/learnd/learnd.yaml; fi
	install -d $(addprefix $(DESTDIR),$(dir $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION)))
	$(BUILD)/learnctl --generate-completion-script bash > $(DESTDIR)$(BASH_COMPLETION)
	$(BUILD)/learnctl --generate-completion-script zsh > $(DESTDIR)$(ZSH_COMPLETION)
	$(BUILD)/learnctl --generate-completion-script fish > $(DESTDIR)$(FISH_COMPLETION)
	chmod 0644 $(addprefix $(DESTDIR),$(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION))
	@if test -n "$(DESTDIR)"; then exit 0; fi; \
		systemd-sysusers $(SYSUSERSDIR)/learnd.conf && systemd-tmpfiles --create $(TMPFILESDIR)/learnd.conf || exit 1; \
		if test -d /run/systemd/system; then systemctl daemon-reload; fi; \
		echo "installed; start it with: systemctl enable --now learnd.socket learnd-admin.socket learnd.service"

uninstall: ## remove what install put there, but no data and no changed configuration
	@if test -z "$(DESTDIR)" -a -d /run/systemd/system -a -e $(UNITDIR)/learnd.service; then \
		systemctl disable --now learnd.service learnd.socket learnd-admin.socket; \
	fi
	rm -f $(addprefix $(DESTDIR),$(INSTALLED_FILES))
	@if cmp -s $(DESTDIR)$(DOCDIR)/learnd.yaml $(DESTDIR)$(SYSCONFDIR)/learnd/learnd.yaml; then rm -f $(DESTDIR)$(SYSCONFDIR)/learnd/learnd.yaml; fi
	rm -f $(addprefix $(DESTDIR)$(DOCDIR)/,$(notdir $(INSTALLED_DOCS)) $(addprefix decisions/,$(notdir $(INSTALLED_DECISIONS))))
	@rmdir $(DESTDIR)$(DOCDIR)/decisions $(DESTDIR)$(DOCDIR) $(DESTDIR)$(SYSCONFDIR)/learnd 2>/dev/null || true
	@if test -z "$(DESTDIR)" -a -d /run/systemd/system; then systemctl daemon-reload; fi
	@if test -z "$(DESTDIR)"; then rm -rf /var/cache/learnd; fi
	@echo "kept: /var/lib/learnd, /var/spool/learnd, the user learnd and its groups, and $(SYSCONFDIR)/learnd if it was changed"

test-systemd: build ## started by its sockets, fed, restarted under load and hung, in a container of a real systemd
	Tests/systemd/run.sh $(BUILD)
