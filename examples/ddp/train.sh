#!/usr/bin/env bash
# One process per instance, started on every instance: torchrun finds its peers by what the platform says.
set -euo pipefail

# Debian's torchrun (1.13 under Python 3.11) fails without a redirection: standard output goes to a file
# and, with -t, here as well.
REDIRECT="-r 1 -t 1"
DISTRIBUTED_ARGS="
    --nproc_per_node $PET_NPROC_PER_NODE \
    --nnodes $PET_NNODES \
    --node_rank $PET_NODE_RANK \
    --master_addr $PET_MASTER_ADDR \
    --master_port $PET_MASTER_PORT
"
# shellcheck disable=SC2086
exec torchrun $REDIRECT $DISTRIBUTED_ARGS "$(dirname "$0")/train.py" "$@"
