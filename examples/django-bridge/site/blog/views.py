"""The site: it opens a post for whoever holds a link to it, and makes links that the Node service opens."""
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

import access_tokens
from blog.models import Post

WEEK = 7 * 24 * 60 * 60


def post(request, pk):
    asked = access_tokens.access_obj(Post(pk=pk), "blog.view_post")
    if not access_tokens.validate(request.GET.get("token"), asked, max_age=WEEK):
        return HttpResponse("Django: this link does not open this post.\n", status=403)
    return HttpResponse("Django: %s\n" % get_object_or_404(Post, pk=pk).title)


def share(request, pk):
    # A real site asks for a login here.
    token = access_tokens.generate(access_tokens.access_obj(get_object_or_404(Post, pk=pk), "blog.view_post"))
    return HttpResponse("%s/posts/%d?token=%s\n" % (settings.NODE_URL, pk, token))
