"""Makes snapshots of AWS accounts: the only part of iamscope that talks to AWS, reading and nothing else."""
