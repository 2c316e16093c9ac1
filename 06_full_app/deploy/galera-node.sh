#!/bin/bash
# Starts one node of compose.cluster.yaml: alone if it may begin the cluster, else with the others.
#
# It begins only if no other node answers, and then only the very first time (BEGINS=1)
# or if it was the last to leave, which Galera writes down. Who joins where nobody is
# waits for the others. After a power cut all of them meet again by themselves.
set -eu
state="${DATA:=/var/lib/mysql}/grastate.dat"

for node in $NODES; do
    if [ "$node" != "$NODE" ] && timeout 2 bash -c ": < /dev/tcp/$node/4567" 2>/dev/null; then
        met=$node
    fi
done

peers=${NODES// /,}
if [ -z "${met:-}" ]; then
    if [ -f "$state" ]; then
        grep -q '^safe_to_bootstrap: 1' "$state" && peers=
    elif [ "${BEGINS:-}" = 1 ]; then
        peers=
    fi
fi

position=()
if [ -f "$state" ] && grep -q '^seqno: *-1' "$state"; then
    # It did not end in order; InnoDB knows how far it came, and so need not be sent everything.
    found=$(gosu mysql mariadbd --wsrep-recover 2>&1 | sed -n 's/.*Recovered position: *//p' | tail -n 1)
    [ -z "$found" ] || position=("--wsrep-start-position=$found")
fi

exec docker-entrypoint.sh mariadbd "--wsrep-node-name=$NODE" "--wsrep-node-address=$NODE" \
    "--wsrep-cluster-address=gcomm://$peers" ${position[@]+"${position[@]}"}
