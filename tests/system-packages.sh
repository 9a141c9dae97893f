#!/bin/sh
# Installs what the tests need from the system, where that may be done; else says what is missing.
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v tesseract >/dev/null 2>&1 || missing="$missing tesseract-ocr"
tesseract --list-langs 2>/dev/null | grep -qx jpn || missing="$missing tesseract-ocr-jpn"
tesseract --list-langs 2>/dev/null | grep -qx jpn_vert || missing="$missing tesseract-ocr-jpn-vert"
fc-list 2>/dev/null | grep -q 'Noto Sans CJK' || missing="$missing fonts-noto-cjk"
# For `make corpus` alone: the font of the paper in vertical writing.
[ "$1" = corpus ] && { fc-list 2>/dev/null | grep -qi 'ipaex' || missing="$missing fonts-ipaexfont"; }
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing:$missing"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null && exit 0
fi
echo "missing system packages:$missing (the tests that need them will skip and say so)" >&2
exit 0
