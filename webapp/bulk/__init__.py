"""One act on many tickets at once: asked for, undone within half a minute, else done by the job worker one by one."""
