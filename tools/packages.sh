# Installs Debian packages that are missing, or says precisely what to install when it may not. Sourced by ./run, ./test and ./zhishu.

say() { case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in en*) printf '%s\n' "$2" >&2 ;; *) printf '%s\n' "$1" >&2 ;; esac; }

need_sdk() {
  if ! command -v dotnet >/dev/null 2>&1 || ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
    say "需要 .NET SDK 10。请从发行版的软件源安装 dotnet-sdk-10.0，再执行本命令。" \
        ".NET SDK 10 is needed. Install dotnet-sdk-10.0 from your distribution, then run this again."
    exit 1
  fi
}

install_packages() {
  if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
    say "正在安装：$*" "Installing: $*"
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    log=$(mktemp)
    if $as_root env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -q && apt-get install -y -q --no-install-recommends $*" >"$log" 2>&1; then
      rm -f "$log"
      return 0
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
  fi
  say "请先安装：$*（例如 sudo apt-get install $*），再执行本命令。" "Please install: $* (such as: sudo apt-get install $*), then run this again."
  exit 1
}

has_postgres() {
  for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
    [ -x "$folder/initdb" ] && return 0
  done
  command -v initdb >/dev/null 2>&1
}

need_postgres() { has_postgres || install_packages postgresql; }

# Chromium without windows is a package of its own, smaller and quicker; one that is there already will do.
need_browser() {
  missing=""
  command -v chromium-headless-shell >/dev/null 2>&1 || command -v chromium >/dev/null 2>&1 || missing="chromium-headless-shell"
  fc-list 2>/dev/null | grep -qi "CJK" || missing="$missing fonts-noto-cjk fontconfig"
  [ -z "$missing" ] || install_packages $missing
}

# Standard clients of the protocols that hubs speak, for the tests: SRU (yaz) and OAI-PMH (HTTP::OAI).
need_clients() {
  missing=""
  command -v zoomsh >/dev/null 2>&1 || missing="yaz"
  perl -MHTTP::OAI -e 1 >/dev/null 2>&1 || missing="$missing libhttp-oai-perl"
  [ -z "$missing" ] || install_packages $missing
}
