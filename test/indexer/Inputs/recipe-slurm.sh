# SPDX-License-Identifier: Apache-2.0
# recipe-slurm.sh QLOCKDEP DOCUMENT DIR: submits the job array to a stand-in for Slurm.
. "$(dirname "$0")/recipes.sh"
stand_in sbatch <<'END'
#!/bin/bash
# Runs what is submitted at once: --wrap COMMAND, or a script with an array of tasks FIRST-LAST.
set -eu
wrapped=
for argument; do
    case $argument in
    --parsable) ;;
    --dependency=afterok:4711) test ! -e task-failed ;;
    --dependency=* | --array=*) echo "sbatch: $argument is not known here" >&2; exit 1 ;;
    --wrap) wrapped=next ;;
    *) if [ "$wrapped" = next ]; then wrapped=$argument; else script=$argument; fi ;;
    esac
done
if [ "$wrapped" ]; then
    exec sh -c "$wrapped"
fi
array=$(sed -n 's/^#SBATCH --array=//p' "$script")
export SLURM_ARRAY_TASK_ID SLURM_CPUS_PER_TASK
SLURM_CPUS_PER_TASK=$(sed -n 's/^#SBATCH --cpus-per-task=//p' "$script")
for SLURM_ARRAY_TASK_ID in $(seq "${array%-*}" "${array#*-}"); do
    "./$script" >&2 || touch task-failed
done
echo 4711
END
recipe slurm-job >index.sbatch
chmod +x index.sbatch
recipe slurm-submit >submit.sh
run submit.sh || [ $? -eq 3 ]
verdict "Slurm"
