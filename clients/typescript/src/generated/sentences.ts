// Written by scripts/typescript.py.
export const SENTENCES = {
  "address-invalid": {
    "title": "登録簿のアドレスの書き方が違います",
    "detail": "「{url}」は登録簿のアドレスとして使えません。",
    "remedy": "https:// から始まるアドレスを指定してください。例: https://registry.example",
    "titleEn": "The registry's address is not an address",
    "detailEn": "“{url}” cannot be used as the address of a registry.",
    "remedyEn": "Give an address that starts with https://, such as https://registry.example."
  },
  "answer-too-large": {
    "title": "登録簿の応答が大きすぎます",
    "detail": "{url} の応答が上限を超えたので、途中で止めました。",
    "remedy": "登録簿のアドレスを確かめてください。正しい場合は登録簿の管理者に知らせてください。",
    "titleEn": "The registry's answer is too large",
    "detailEn": "The answer of {url} passed the limit and was cut off.",
    "remedyEn": "Check the registry's address; if it is right, tell the registry's administrators."
  },
  "digest-mismatch": {
    "title": "届いた内容が、約束された内容と違います",
    "detail": "{path} の照合用の値が一致しません(約束 {promised}、実際 {found})。",
    "remedy": "この内容は使わないでください。もう一度試し、続くときは登録簿の管理者に知らせてください。",
    "titleEn": "What arrived is not what was promised",
    "detailEn": "The digest of {path} does not match (promised {promised}, found {found}).",
    "remedyEn": "Do not use it. Try again; if it goes on, tell the registry's administrators."
  },
  "lone-surrogate": {
    "title": "壊れた文字があります",
    "detail": "{at} に片方だけのサロゲートが含まれています。",
    "remedy": "その文字を入力し直してください。",
    "titleEn": "A broken character",
    "detailEn": "There is half of a surrogate pair at {at}.",
    "remedyEn": "Enter the character again."
  },
  "no-such-revision": {
    "title": "そのローカル差分はありません",
    "detail": "様式 {form} の自治体 {municipality} に {revision} 版のローカル差分はありません。",
    "remedy": "版の番号と自治体コードを確かめてください。",
    "titleEn": "There is no such local diff",
    "detailEn": "The form {form} has no revision {revision} of municipality {municipality}.",
    "remedyEn": "Check the revision and the municipality code."
  },
  "no-such-version": {
    "title": "その版はありません",
    "detail": "様式 {form} に {version} に当たる版はありません。ある版: {known}",
    "remedy": "ある版のどれかを指定してください。",
    "titleEn": "There is no such version",
    "detailEn": "The form {form} has no version that fits {version}. It has: {known}",
    "remedyEn": "Name one of the versions there are."
  },
  "not-json": {
    "title": "JSON として読めません",
    "detail": "書き方の誤りがあります({detail})。",
    "remedy": "示された行と列を直してください。",
    "titleEn": "The document is not JSON",
    "detailEn": "It is not well formed ({detail}).",
    "remedyEn": "Mend the line and column that are named."
  },
  "number-out-of-range": {
    "title": "正確に扱えない数があります",
    "detail": "{at} の数 {number} は、誤差なしに扱える範囲を超えています。",
    "remedy": "桁数を減らすか、文字列にしてください。",
    "titleEn": "A number cannot be held exactly",
    "detailEn": "The number {number} at {at} is beyond what can be handled without error.",
    "remedyEn": "Use fewer digits, or a string."
  },
  "timed-out": {
    "title": "登録簿の応答が間に合いませんでした",
    "detail": "{url} の応答を待つ時間が切れました。",
    "remedy": "しばらくしてからもう一度試してください。続くときは登録簿の管理者に知らせてください。",
    "titleEn": "The registry did not answer in time",
    "detailEn": "Waiting for {url} took too long.",
    "remedyEn": "Try again later; if it goes on, tell the registry's administrators."
  },
  "unexpected-answer": {
    "title": "登録簿ではないものが応答しました",
    "detail": "{path} への応答が、登録簿のものではありません({detail})。",
    "remedy": "登録簿のアドレスを確かめてください。庁内の中継サーバーや認証画面が応答していることがあります。",
    "titleEn": "Something other than a registry answered",
    "detailEn": "The answer for {path} is not one of a registry ({detail}).",
    "remedyEn": "Check the registry's address; a proxy or a login page of your network may have answered."
  },
  "unreachable": {
    "title": "登録簿につながりません",
    "detail": "{url} につながりません({detail})。",
    "remedy": "アドレスとネットワークを確かめてください。外に出られない環境では、取得済みの内容だけを使う --offline を指定してください。",
    "titleEn": "The registry cannot be reached",
    "detailEn": "There is no connection to {url} ({detail}).",
    "remedyEn": "Check the address and the network. Without an outside connection, use --offline with what was fetched before."
  }
};
