"""The composition root: settings from the environment, the whole program from settings."""

import gc
import os
import sys

# What is imported stays: to look for garbage in it again and again was a third of the time to start.
gc.disable()

from webapp.app import create_app  # noqa: E402  the line above is there for these
from webapp.base.logs import log_to_stderr  # noqa: E402  as above
from webapp.base.settings import BadSetting, Settings  # noqa: E402  as above

log_to_stderr()
try:
    app = create_app(Settings.from_environment(os.environ))
except BadSetting as wrong:
    sys.exit(f"不能启动：{wrong}")
gc.freeze()
gc.enable()
