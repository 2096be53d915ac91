# Helpers for the scripts beside this file: what the machine has, and how to add to it.

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Run a command as root; fails where we are not root and sudo would ask for a password.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() {
    have apt-get && { [ "$(id -u)" = 0 ] || { have sudo && sudo -n true 2>/dev/null; }; }
}

# Install Debian packages; fails quietly where that is not possible.
install_packages() {
    can_install || return 1
    say "Installing $*"
    as_root apt-get update -qq >&2 &&
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$@" >/dev/null </dev/null
}

is_ubuntu() { grep -qs '^ID=ubuntu' /etc/os-release; }

have_postgres() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }

have_chromium() {
    have "${CHROMIUM:-chromium}" || have chromium-browser || have google-chrome ||
        have google-chrome-stable
}

# Calc and Writer are packages of their own, beside one soffice.
have_office() {
    office=$(command -v "${SOFFICE:-soffice}" || command -v libreoffice) || return 1
    folder=$(dirname "$(readlink -f "$office")")
    [ -z "$(find "$folder" -name 'libsclo.*')" ] || [ -n "$(find "$folder" -name 'libswlo.*')" ]
}

# Playwright's driver needs this library, which a small Debian does not have.
have_libatomic() {
    [ ! -x /sbin/ldconfig ] || /sbin/ldconfig -p | grep -q 'libatomic\.so\.1'
}
