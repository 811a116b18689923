"""One module per resource: take the request apart, call a service, answer.

Rights are checked before (`permissions`), errors become problem documents after (`errors`).
"""
