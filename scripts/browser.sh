#!/bin/sh
# Sees that there is the browser which the tests of the pages need: Chromium, and fonts for Japanese.
# Installs it where that can be done without asking (apt, as root); else says what to install.
set -eu
for program in ${SOROE_CHROMIUM:-} chromium chromium-browser google-chrome-stable google-chrome; do
  if command -v "$program" >/dev/null 2>&1; then
    exit 0
  fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "画面の試験に使う Chromium を入れています。 Installing Chromium for the tests of the pages." >&2
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk >/dev/null; then
    exit 0
  fi
fi
cat >&2 <<'END'
画面の試験には Chromium と日本語の文字が要ります。入れないと、画面の試験は失敗します。
  Debian・Ubuntu: sudo apt-get install chromium fonts-noto-cjk
  ほかの計算機:   Chromium か Chrome を入れ、SOROE_CHROMIUM=/場所/chromium を指定してください。
The tests of the pages need Chromium and a Japanese font; without them those tests fail.
  Debian, Ubuntu: sudo apt-get install chromium fonts-noto-cjk
  Elsewhere:      install Chromium or Chrome and set SOROE_CHROMIUM=/path/to/chromium.
END
