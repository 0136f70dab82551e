"""How the making of a table stands, as CKAN's loaders tell it."""

from catalog.datasets import Loading
from catalog.wire.ckan_shapes import Shape, timestamp

_STATUSES = {
    "waiting": "pending",
    "running": "running",
    "done": "complete",
    "failed": "error",
    "cancelled": "error",
}


def loader_status(resource_id: str, found: Loading) -> Shape:
    """The status of a loader's task; its log has the lines of the job, oldest first."""
    status = _STATUSES[found.state]
    error = str(found.problem) if found.problem else ""
    updated = timestamp(found.finished or found.created)
    logs: list[Shape] = [
        {"level": "INFO", "message": str(message), "timestamp": timestamp(at)} for at, message in found.notes
    ]
    return {
        "status": status,
        "job_id": str(found.job_id),
        "job_url": None,
        "last_updated": updated,
        "error": {"message": error} if error else {},
        "task_info": {
            "job_id": str(found.job_id),
            "status": status,
            "requested_timestamp": timestamp(found.created),
            "finished_timestamp": timestamp(found.finished) if found.finished else None,
            "error": error or None,
            "metadata": {"resource_id": resource_id, "percent": found.percent},
            "logs": logs,
        },
    }
