"""A running model -> predicted steps: endpoints, protocols, modes, batches."""

from tracewalk.predict.answer import Completion, Finish, Piece, Token, Usage
from tracewalk.predict.ask import Ask
from tracewalk.predict.asked import AGAIN, Asked, next_try, still_unfit
from tracewalk.predict.batch import Batch, predict_batch
from tracewalk.predict.chat import chat
from tracewalk.predict.chat_format import CHAT_PROMPT_VERSION, conversation
from tracewalk.predict.config import TINY, EndpointConfig, configured, tiny_at
from tracewalk.predict.draft import Draft, Part
from tracewalk.predict.endpoint import Endpoint
from tracewalk.predict.imported import Imported, import_predictions, read_vocabulary
from tracewalk.predict.modes import first_index, say
from tracewalk.predict.request import ChatRequest, Request
from tracewalk.predict.rescore import Rescored, rescore
from tracewalk.predict.server import ServerInfo, TokenCount
from tracewalk.predict.settle import Judgement, judged, judged_so_far, settle
from tracewalk.predict.subject import Subject, subject

__all__ = [
    "AGAIN",
    "CHAT_PROMPT_VERSION",
    "TINY",
    "Ask",
    "Asked",
    "Batch",
    "ChatRequest",
    "Completion",
    "Draft",
    "Endpoint",
    "EndpointConfig",
    "Finish",
    "Imported",
    "Judgement",
    "Part",
    "Piece",
    "Request",
    "Rescored",
    "ServerInfo",
    "Subject",
    "Token",
    "TokenCount",
    "Usage",
    "chat",
    "configured",
    "conversation",
    "first_index",
    "import_predictions",
    "judged",
    "judged_so_far",
    "next_try",
    "predict_batch",
    "read_vocabulary",
    "rescore",
    "say",
    "settle",
    "still_unfit",
    "subject",
    "tiny_at",
]
