"""消息: what staff are told of, in the program, by mail and in their groups. A 督查通知单 is something else."""
