"""The composition root: settings from the environment, the whole program from settings."""

import os
import sys

from webapp.app import create_app
from webapp.base.logs import log_to_stderr
from webapp.base.settings import BadSetting, Settings

log_to_stderr()
try:
    app = create_app(Settings.from_environment(os.environ))
except BadSetting as wrong:
    sys.exit(f"不能启动：{wrong}")
